import java.io.File;
import org.verapdf.gf.foundry.VeraGreenfieldFoundryProvider;
import org.verapdf.pdfa.Foundries;
import org.verapdf.pdfa.flavours.PDFAFlavour;
import org.verapdf.pdfa.results.TestAssertion;

/** Prints a line for each rule of PDF/A-2b that one of the given files breaks: path, rule, message, parted by tabs. */
public class VeraPdf {
    public static void main(String[] paths) throws Exception {
        VeraGreenfieldFoundryProvider.initialise();
        for (String path : paths) {
            try (var parser = Foundries.defaultInstance().createParser(new File(path), PDFAFlavour.PDFA_2_B);
                    var validator = Foundries.defaultInstance().createValidator(PDFAFlavour.PDFA_2_B, false)) {
                for (TestAssertion found : validator.validate(parser).getTestAssertions()) {
                    if (found.getStatus() == TestAssertion.Status.FAILED) {
                        System.out.println(path + "\t" + found.getRuleId().getClause() + "\t" + found.getMessage());
                    }
                }
            }
        }
    }
}
