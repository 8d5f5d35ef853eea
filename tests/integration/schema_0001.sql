BEGIN TRANSACTION;
CREATE TABLE alembic_version (
	version_num VARCHAR(32) NOT NULL, 
	CONSTRAINT alembic_version_pkc PRIMARY KEY (version_num)
);
INSERT INTO "alembic_version" VALUES('0001');
CREATE TABLE also_in (
	document_id INTEGER NOT NULL, 
	request_no TEXT NOT NULL, 
	CONSTRAINT pk_also_in PRIMARY KEY (document_id, request_no), 
	CONSTRAINT fk_also_in_document_id FOREIGN KEY(document_id) REFERENCES document (id)
);
INSERT INTO "also_in" VALUES(1,'2021-000001');
CREATE TABLE audit_event (
	id INTEGER NOT NULL, 
	at DATETIME NOT NULL, 
	agent TEXT NOT NULL, 
	action TEXT NOT NULL, 
	object TEXT NOT NULL, 
	detail TEXT NOT NULL, 
	previous TEXT NOT NULL, 
	hash TEXT NOT NULL, 
	CONSTRAINT pk_audit_event PRIMARY KEY (id)
);
INSERT INTO "audit_event" VALUES(1,'2026-03-01 09:00:00.000000','os:tester','record-added','2021-000001','{}','0000000000000000000000000000000000000000000000000000000000000000','2cde0af8e47c45c519590582bd778588b19f7e8680c9263e99a07e75cc3fe456');
INSERT INTO "audit_event" VALUES(2,'2026-03-01 09:00:00.000000','os:tester','catalogue','v1','{}','2cde0af8e47c45c519590582bd778588b19f7e8680c9263e99a07e75cc3fe456','4e5820c3085a89c5c50159a56f5f40a0cf6e3d53700d6214e778618be8994924');
INSERT INTO "audit_event" VALUES(3,'2026-03-01 09:00:00.000000','os:tester','accession','s1','{"centre":"DAM","sha256":"ca978112ca1bbdcafac231b39a23dc4da786eff8147c4e72b9807785afee48bb","size":10}','4e5820c3085a89c5c50159a56f5f40a0cf6e3d53700d6214e778618be8994924','c40f3bf10995086d54322748eb8391720dd04638a2d008f0b3fd97d9ddd96771');
INSERT INTO "audit_event" VALUES(4,'2026-03-01 09:00:00.000000','os:tester','duplicate','s2','{"centre":"DAM","duplicate_of":"s1","sha256":"ca978112ca1bbdcafac231b39a23dc4da786eff8147c4e72b9807785afee48bb","size":10}','c40f3bf10995086d54322748eb8391720dd04638a2d008f0b3fd97d9ddd96771','cfcc6c48c1ffbb28575384efeb42d478c9dd045a2b3405b1433cf0535d40635c');
INSERT INTO "audit_event" VALUES(5,'2026-03-01 09:00:00.000000','os:tester','accession','s3','{"centre":"DAM","sha256":"2e7d2c03a9507ae265ecf5b5356885a53393a2029d241394997265a1a25aefc6","size":10}','cfcc6c48c1ffbb28575384efeb42d478c9dd045a2b3405b1433cf0535d40635c','4eb652d2a0cfe6ced88fb42da1b2ca2da32edc1a40159a18c68389d3b07c315a');
INSERT INTO "audit_event" VALUES(6,'2026-03-01 09:00:00.000000','os:tester','register','d1','{"digest":"9f5644df945070e05f97962e6270c02d4a35e56a80d74692e8d7415c8d70f7cf","entry":"DAM/incoming/2026/1"}','4eb652d2a0cfe6ced88fb42da1b2ca2da32edc1a40159a18c68389d3b07c315a','dfb1fd3783e22a60a78d0f21043f6fb2189103731ffb8dcc6406342364549527');
INSERT INTO "audit_event" VALUES(7,'2026-03-01 09:00:00.000000','os:tester','archive','d1','{"pdf":"c35b21d6ca39aa7cc3b79a705d989f1a6e88b99ab43988d74048799e3db926a3","request_no":"2021-000001","scan":"ca978112ca1bbdcafac231b39a23dc4da786eff8147c4e72b9807785afee48bb","tab":"correspondence","type":"incoming-letter"}','dfb1fd3783e22a60a78d0f21043f6fb2189103731ffb8dcc6406342364549527','e20e57a7e0ce5c6f7b8f3508a39a80e6c38b869bcd91ca0dbc46c35fe12e8fc9');
INSERT INTO "audit_event" VALUES(8,'2026-03-01 09:00:00.000000','os:tester','review','d2','{"reasons":["no-record"],"type":"decision"}','e20e57a7e0ce5c6f7b8f3508a39a80e6c38b869bcd91ca0dbc46c35fe12e8fc9','93e72abf5934727fd555aa9d91ef35e10504a5d555cfa47c49d8dd0041b2a0ac');
INSERT INTO "audit_event" VALUES(9,'2026-03-01 09:00:00.000000','os:tester','finish','s1','{"documents":["d1","d2"],"dropped":0,"pages":2}','93e72abf5934727fd555aa9d91ef35e10504a5d555cfa47c49d8dd0041b2a0ac','419d1389977722e8b829c79486e50e569edbc3ddfddb3b143b2c0f83ab523754');
INSERT INTO "audit_event" VALUES(10,'2026-03-01 09:00:00.000000','os:tester','left-inbox','s1','{}','419d1389977722e8b829c79486e50e569edbc3ddfddb3b143b2c0f83ab523754','e7fa436d068381069eb79f2476bdd0e6e0f3ac3766032544dd785bb473650aef');
INSERT INTO "audit_event" VALUES(11,'2026-03-01 09:00:00.000000','os:clerk','decide','d2','{"after":{"link_method":"manual","request_no":"2021-000001","undecided":[]},"before":{"link_method":null,"request_no":null,"undecided":["no-record"]}}','e7fa436d068381069eb79f2476bdd0e6e0f3ac3766032544dd785bb473650aef','15d9982c3dd017ba982990160736917b849087d5556f6be9a75cb05c37e6ca6b');
INSERT INTO "audit_event" VALUES(12,'2026-03-01 09:00:00.000000','os:clerk','register','d2','{"digest":"ccaee1f90e62945d28335568ecfb6c5f2f8928a756717ef85295dd58968a843f","entry":"DAM/outgoing/2026/1"}','15d9982c3dd017ba982990160736917b849087d5556f6be9a75cb05c37e6ca6b','7b351d6595de794ba4178ea9fd51ce8d64e9e49209510d3c5411f389440b0b98');
INSERT INTO "audit_event" VALUES(13,'2026-03-01 09:00:00.000000','os:clerk','archive','d2','{"pdf":null,"request_no":"2021-000001","scan":"ca978112ca1bbdcafac231b39a23dc4da786eff8147c4e72b9807785afee48bb","tab":"decision","type":"decision"}','7b351d6595de794ba4178ea9fd51ce8d64e9e49209510d3c5411f389440b0b98','92e60c358402ebffce1dbc854f7277b3f5886a5396b9e08794c7526490173927');
INSERT INTO "audit_event" VALUES(14,'2026-03-01 09:00:00.000000','os:clerk','decide','d1','{"after":{"also_in":["2021-000001"],"tab":"decision","type":"decision"},"before":{"also_in":[],"tab":"correspondence","type":"incoming-letter"}}','92e60c358402ebffce1dbc854f7277b3f5886a5396b9e08794c7526490173927','b0996aa3adbcdf1d0506b5fb75051be8a05223cceaceae08aa7b23d0150c6c37');
INSERT INTO "audit_event" VALUES(15,'2026-03-01 09:00:00.000000','os:clerk','register','d1','{"digest":"e13d531996fdcf6f2becf06ca9aea7951424a043e71380520f34993c1e5ced18","entry":"DAM/outgoing/2026/2"}','b0996aa3adbcdf1d0506b5fb75051be8a05223cceaceae08aa7b23d0150c6c37','b96cbb5691131f1be6d018eed308a9ec445df79431f7275c5f56d343cde4f1b9');
INSERT INTO "audit_event" VALUES(16,'2026-03-01 09:00:00.000000','os:clerk','started','service','{}','b96cbb5691131f1be6d018eed308a9ec445df79431f7275c5f56d343cde4f1b9','68b14115be13d353e237a2491ba53a89e1cb13dfc7621d56abeb3374ef2543aa');
CREATE TABLE catalogue (
	version TEXT NOT NULL, 
	text TEXT NOT NULL, 
	at DATETIME NOT NULL, 
	CONSTRAINT pk_catalogue PRIMARY KEY (version)
);
INSERT INTO "catalogue" VALUES('v1','# a catalogue','2026-03-01 09:00:00.000000');
CREATE TABLE classifier_model (
	version INTEGER NOT NULL, 
	at DATETIME NOT NULL, 
	object_sha256 TEXT NOT NULL, 
	score TEXT NOT NULL, 
	active BOOLEAN NOT NULL, 
	CONSTRAINT pk_classifier_model PRIMARY KEY (version)
);
CREATE TABLE document (
	id INTEGER NOT NULL, 
	scan_id INTEGER NOT NULL, 
	status TEXT NOT NULL, 
	pages TEXT NOT NULL, 
	type TEXT NOT NULL, 
	tab TEXT NOT NULL, 
	type_confidence FLOAT NOT NULL, 
	type_sure BOOLEAN NOT NULL, 
	typing TEXT NOT NULL, 
	draft_tab TEXT NOT NULL, 
	fields TEXT NOT NULL, 
	request_no TEXT, 
	link_method TEXT, 
	link_confidence FLOAT NOT NULL, 
	link_reason TEXT, 
	linking TEXT NOT NULL, 
	subject TEXT NOT NULL, 
	date DATE, 
	ocr_confidence FLOAT NOT NULL, 
	printed_register_no TEXT, 
	undecided TEXT NOT NULL, 
	rescan_of INTEGER, 
	book TEXT, 
	register_entry INTEGER, 
	pdf_sha256 TEXT, 
	catalogue_version TEXT, 
	box TEXT, 
	created_at DATETIME NOT NULL, 
	archived_at DATETIME, 
	CONSTRAINT pk_document PRIMARY KEY (id), 
	CONSTRAINT fk_document_rescan_of FOREIGN KEY(rescan_of) REFERENCES document (id), 
	CONSTRAINT fk_document_scan_id FOREIGN KEY(scan_id) REFERENCES scan (id)
);
INSERT INTO "document" VALUES(1,1,'archived','[1]','decision','decision',1.0,1,'{"reasons":["person"],"rivals":[],"decided_by":"person"}','decision','[{"kind":"person","value":"\u0633\u0639\u0627\u062f \u0627\u0644\u0639\u0645\u0631","text":"\u0633\u0639\u0627\u062f \u0627\u0644\u0639\u0645\u0631","page":1,"box":[1,1,2,2],"confidence":0.8,"alternatives":[["\u0633\u0639\u0627\u062f \u0627\u0644\u0639\u0645\u0631\u064a",0.1]]}]','2021-000001','request_no',0.99,NULL,'{"reasons":["request_no=exact"],"proposals":[]}','طلب معينات حركية','2021-01-26',0.93,'5/ص','[]',NULL,'outgoing',3,'c35b21d6ca39aa7cc3b79a705d989f1a6e88b99ab43988d74048799e3db926a3',NULL,'box 1','2026-03-01 09:00:00.000000','2026-03-01 09:00:00.000000');
INSERT INTO "document" VALUES(2,1,'archived','[2]','decision','decision',0.97,1,'{"reasons":["heading"],"rivals":[["notice",0.02]],"decided_by":"keywords"}','decision','[{"kind":"person","value":"\u0633\u0639\u0627\u062f \u0627\u0644\u0639\u0645\u0631","text":"\u0633\u0639\u0627\u062f \u0627\u0644\u0639\u0645\u0631","page":2,"box":[1,1,2,2],"confidence":0.8,"alternatives":[["\u0633\u0639\u0627\u062f \u0627\u0644\u0639\u0645\u0631\u064a",0.1]]}]','2021-000001','manual',1.0,NULL,'{"reasons":["person"],"proposals":[]}','طلب معينات حركية','2021-01-26',0.93,'5/ص','[]',NULL,'outgoing',2,NULL,NULL,'box 1','2026-03-01 09:00:00.000000','2026-03-01 09:00:00.000000');
CREATE TABLE document_history (
	id INTEGER NOT NULL, 
	document_id INTEGER NOT NULL, 
	at DATETIME NOT NULL, 
	agent TEXT NOT NULL, 
	action TEXT NOT NULL, 
	"before" TEXT NOT NULL, 
	"after" TEXT NOT NULL, 
	note TEXT NOT NULL, 
	CONSTRAINT pk_document_history PRIMARY KEY (id), 
	CONSTRAINT fk_document_history_document_id FOREIGN KEY(document_id) REFERENCES document (id)
);
INSERT INTO "document_history" VALUES(1,2,'2026-03-01 09:00:00.000000','os:clerk','decide','{"request_no":null,"link_method":null,"undecided":["no-record"]}','{"request_no":"2021-000001","link_method":"manual","undecided":[]}','seen');
INSERT INTO "document_history" VALUES(2,1,'2026-03-01 09:00:00.000000','os:clerk','decide','{"type":"incoming-letter","tab":"correspondence","also_in":[]}','{"type":"decision","tab":"decision","also_in":["2021-000001"]}','');
CREATE TABLE document_key (
	"key" INTEGER NOT NULL, 
	document_id INTEGER NOT NULL, 
	CONSTRAINT pk_document_key PRIMARY KEY ("key", document_id), 
	CONSTRAINT fk_document_key_document_id FOREIGN KEY(document_id) REFERENCES document (id)
)
 WITHOUT ROWID

;
CREATE TABLE dropped_page (
	scan_id INTEGER NOT NULL, 
	number INTEGER NOT NULL, 
	why TEXT NOT NULL, 
	CONSTRAINT pk_dropped_page PRIMARY KEY (scan_id, number), 
	CONSTRAINT fk_dropped_page_scan_id FOREIGN KEY(scan_id) REFERENCES scan (id)
);
CREATE TABLE fact (
	name TEXT NOT NULL, 
	value TEXT NOT NULL, 
	CONSTRAINT pk_fact PRIMARY KEY (name)
);
CREATE TABLE feed (
	no INTEGER NOT NULL, 
	document_id INTEGER NOT NULL, 
	at DATETIME NOT NULL, 
	CONSTRAINT pk_feed PRIMARY KEY (no), 
	CONSTRAINT fk_feed_document_id FOREIGN KEY(document_id) REFERENCES document (id)
);
INSERT INTO "feed" VALUES(1,1,'2026-03-01 09:00:00.000000');
INSERT INTO "feed" VALUES(2,2,'2026-03-01 09:00:00.000000');
INSERT INTO "feed" VALUES(3,2,'2026-03-01 09:00:00.000000');
INSERT INTO "feed" VALUES(4,1,'2026-03-01 09:00:00.000000');
CREATE TABLE link_evidence (
	id INTEGER NOT NULL, 
	document_id INTEGER NOT NULL, 
	at DATETIME NOT NULL, 
	agent TEXT NOT NULL, 
	request_no TEXT, 
	method TEXT, 
	confidence FLOAT NOT NULL, 
	evidence TEXT NOT NULL, 
	CONSTRAINT pk_link_evidence PRIMARY KEY (id), 
	CONSTRAINT fk_link_evidence_document_id FOREIGN KEY(document_id) REFERENCES document (id)
);
INSERT INTO "link_evidence" VALUES(1,1,'2026-03-01 09:00:00.000000','os:tester','2021-000001','request_no',0.99,'{"reasons":["request_no=exact"],"proposals":[]}');
INSERT INTO "link_evidence" VALUES(2,2,'2026-03-01 09:00:00.000000','os:tester',NULL,NULL,0.4,'{"reasons":[],"proposals":[["2021-000009",0.4,["name=close"]]]}');
INSERT INTO "link_evidence" VALUES(3,2,'2026-03-01 09:00:00.000000','os:clerk','2021-000001','manual',1.0,'{"reasons":["person"],"proposals":[]}');
CREATE TABLE page (
	scan_id INTEGER NOT NULL, 
	number INTEGER NOT NULL, 
	width INTEGER NOT NULL, 
	height INTEGER NOT NULL, 
	dpi FLOAT NOT NULL, 
	rotation INTEGER NOT NULL, 
	confidence FLOAT NOT NULL, 
	engine TEXT NOT NULL, 
	blank BOOLEAN NOT NULL, 
	text TEXT NOT NULL, 
	content BLOB NOT NULL, 
	CONSTRAINT pk_page PRIMARY KEY (scan_id, number), 
	CONSTRAINT fk_page_scan_id FOREIGN KEY(scan_id) REFERENCES scan (id)
);
INSERT INTO "page" VALUES(1,1,1000,1400,300.0,90,0.9,'fake',0,'كتاب رقم ١٧',X'789CA58F3D0A02311046EF32F52893C9AFE9963DC1A6B11853883F20885B88D5E2DD4D46F6029AE215E17D2F6481FBED71794216B12806192D113AAA2802871705673BF9A88CCA04ABA9226D77ABCC4979D5A14E9C832690AFB515D5B146EF59E9FF4A054D85F85BA477E0349FBFBF87FD50CA30E59299D86CA81F030853199BD25EF01830626AABF707581F4FCA');
INSERT INTO "page" VALUES(1,2,1000,1400,300.0,90,0.9,'fake',0,'قرار',X'789CAB56CAC9CC4B2D56B28A8E36D68936D431D2313630D0313188D5898E568A29353033310291C68620D2C81CC25682A9042B34D0B3842936B2009369608D8960D24409A8C0C034160C749492F35320B629853B060539065A055919191819EA1A8000D060A5C02067A012A00DA63A663AE63A16405DB5000C512B2C');
CREATE TABLE record (
	id INTEGER NOT NULL, 
	request_no TEXT NOT NULL, 
	number TEXT NOT NULL, 
	service_code TEXT NOT NULL, 
	applicant_name TEXT NOT NULL, 
	father_name TEXT NOT NULL, 
	mother_name TEXT NOT NULL, 
	national_no TEXT NOT NULL, 
	phone TEXT NOT NULL, 
	organization_name TEXT NOT NULL, 
	governorate TEXT NOT NULL, 
	submitted_on DATE, 
	centre TEXT NOT NULL, 
	state TEXT NOT NULL, 
	due_on DATE, 
	decided_on DATE, 
	extra TEXT NOT NULL, 
	catalogue_version TEXT NOT NULL, 
	created_at DATETIME NOT NULL, 
	updated_at DATETIME NOT NULL, 
	CONSTRAINT pk_record PRIMARY KEY (id), 
	CONSTRAINT uq_record_request_no UNIQUE (request_no)
);
INSERT INTO "record" VALUES(1,'2021-000001','2021-000001','mobility-aid','سعاد العمر','','','','','','','2021-01-05','','',NULL,NULL,'[["\u0645\u0644\u0627\u062d\u0638\u0629","\u0639\u0627\u062c\u0644"]]','v1','2026-03-01 09:00:00.000000','2026-03-01 09:00:00.000000');
CREATE TABLE record_key (
	"key" INTEGER NOT NULL, 
	record_id INTEGER NOT NULL, 
	CONSTRAINT pk_record_key PRIMARY KEY ("key", record_id), 
	CONSTRAINT fk_record_key_record_id FOREIGN KEY(record_id) REFERENCES record (id)
)
 WITHOUT ROWID

;
INSERT INTO "record_key" VALUES(-8509559336277792090,1);
INSERT INTO "record_key" VALUES(-748652553331950697,1);
CREATE TABLE register_entry (
	id INTEGER NOT NULL, 
	centre TEXT NOT NULL, 
	book TEXT NOT NULL, 
	year INTEGER NOT NULL, 
	no INTEGER NOT NULL, 
	date DATE NOT NULL, 
	document_id INTEGER NOT NULL, 
	request_no TEXT, 
	subject TEXT NOT NULL, 
	voids INTEGER, 
	CONSTRAINT pk_register_entry PRIMARY KEY (id), 
	CONSTRAINT fk_register_entry_document_id FOREIGN KEY(document_id) REFERENCES document (id), 
	CONSTRAINT fk_register_entry_voids FOREIGN KEY(voids) REFERENCES register_entry (id), 
	CONSTRAINT ck_register_entry_no CHECK (no >= 1), 
	CONSTRAINT uq_register_entry_centre_book_year_no UNIQUE (centre, book, year, no), 
	CONSTRAINT uq_register_entry_voids UNIQUE (voids)
);
INSERT INTO "register_entry" VALUES(1,'DAM','incoming',2026,1,'2026-03-01',1,'2021-000001','طلب معينات حركية',NULL);
INSERT INTO "register_entry" VALUES(2,'DAM','outgoing',2026,1,'2026-03-01',2,'2021-000001','طلب معينات حركية',NULL);
INSERT INTO "register_entry" VALUES(3,'DAM','outgoing',2026,2,'2026-03-01',1,'2021-000001','طلب معينات حركية',1);
CREATE TABLE replacement (
	old_id INTEGER NOT NULL, 
	new_id INTEGER NOT NULL, 
	CONSTRAINT pk_replacement PRIMARY KEY (old_id, new_id), 
	CONSTRAINT fk_replacement_new_id FOREIGN KEY(new_id) REFERENCES document (id), 
	CONSTRAINT fk_replacement_old_id FOREIGN KEY(old_id) REFERENCES document (id)
);
CREATE TABLE scan (
	id INTEGER NOT NULL, 
	path BLOB NOT NULL, 
	path_digest TEXT NOT NULL, 
	channel TEXT NOT NULL, 
	device BIGINT NOT NULL, 
	inode BIGINT NOT NULL, 
	source_size BIGINT NOT NULL, 
	mtime_ns BIGINT NOT NULL, 
	folder BLOB NOT NULL, 
	scanner TEXT, 
	left_at DATETIME, 
	sha256 TEXT NOT NULL, 
	size BIGINT NOT NULL, 
	format TEXT NOT NULL, 
	centre TEXT NOT NULL, 
	given_request_no TEXT, 
	given_type TEXT, 
	given_date DATE, 
	given_box TEXT, 
	register BOOLEAN NOT NULL, 
	default_service TEXT, 
	part_of INTEGER, 
	status TEXT NOT NULL, 
	received_at DATETIME NOT NULL, 
	reason TEXT, 
	detail TEXT NOT NULL, 
	duplicate_of INTEGER, 
	owner TEXT, 
	attempts INTEGER NOT NULL, 
	not_before DATETIME, 
	finished_at DATETIME, 
	pages INTEGER, 
	seconds FLOAT, 
	CONSTRAINT pk_scan PRIMARY KEY (id), 
	CONSTRAINT fk_scan_duplicate_of FOREIGN KEY(duplicate_of) REFERENCES scan (id), 
	CONSTRAINT fk_scan_part_of FOREIGN KEY(part_of) REFERENCES scan (id)
);
INSERT INTO "scan" VALUES(1,X'2F696E626F782F612E706466','12a4a720ed1cbc363268d085f1e87fa1d0c2dc879b9eabe5a174da2a6060726b','watch',1,-1,10,1,X'2F696E626F78',NULL,'2026-03-01 09:00:00.000000','ca978112ca1bbdcafac231b39a23dc4da786eff8147c4e72b9807785afee48bb',10,'pdf','DAM','2021-000001','notice','2021-01-01','box 1',1,NULL,NULL,'archived','2026-03-01 09:00:00.000000',NULL,'',NULL,NULL,1,NULL,'2026-03-01 09:00:00.000000',2,2.0);
INSERT INTO "scan" VALUES(2,X'2F696E626F782F622E706466','37185c52e8918e30bafb8f7ed32a3e5fef41579cee6e376d4d1cdc84e07e43b5','watch',1,-1,10,1,X'2F696E626F78',NULL,NULL,'ca978112ca1bbdcafac231b39a23dc4da786eff8147c4e72b9807785afee48bb',10,'pdf','DAM',NULL,NULL,NULL,NULL,1,NULL,NULL,'duplicate','2026-03-01 09:00:00.000000','duplicate','',1,NULL,0,NULL,NULL,NULL,NULL);
INSERT INTO "scan" VALUES(3,X'2F696E626F782F63FF','42a52206e2d6169af7560954d856542676525eb60812634a78037895e553bc00','watch',1,-1,10,1,X'2F696E626F78',NULL,NULL,'2e7d2c03a9507ae265ecf5b5356885a53393a2029d241394997265a1a25aefc6',10,'pdf','DAM',NULL,NULL,NULL,NULL,1,NULL,NULL,'waiting','2026-03-01 09:00:00.000000',NULL,'',NULL,NULL,0,NULL,NULL,NULL,NULL);
CREATE TABLE stuck (
	path_digest TEXT NOT NULL, 
	path BLOB NOT NULL, 
	since DATETIME NOT NULL, 
	size BIGINT NOT NULL, 
	reason TEXT NOT NULL, 
	CONSTRAINT pk_stuck PRIMARY KEY (path_digest)
);
INSERT INTO "stuck" VALUES('d8a1d06943be5b340842a1c2870a7bcc0026f2a018c81034ab78728f5a3b94c8',X'2F696E626F782F64','2026-03-01 09:00:00.000000',3,'incomplete');
CREATE INDEX ix_audit_event_object ON audit_event (object);
CREATE INDEX ix_record_number ON record (number);
CREATE INDEX ix_record_service_code ON record (service_code);
CREATE INDEX ix_record_submitted_on ON record (submitted_on);
CREATE INDEX ix_scan_duplicate_of ON scan (duplicate_of);
CREATE INDEX ix_scan_part_of ON scan (part_of);
CREATE INDEX ix_scan_path_digest ON scan (path_digest);
CREATE INDEX ix_scan_received_at ON scan (received_at);
CREATE INDEX ix_scan_sha256 ON scan (sha256);
CREATE INDEX ix_scan_status ON scan (status);
CREATE UNIQUE INDEX uq_scan_bytes ON scan (sha256) WHERE duplicate_of IS NULL;
CREATE INDEX ix_document_box ON document (box);
CREATE INDEX ix_document_date ON document (date);
CREATE INDEX ix_document_request_no ON document (request_no);
CREATE INDEX ix_document_scan_id ON document (scan_id);
CREATE INDEX ix_document_status ON document (status);
CREATE INDEX ix_document_type ON document (type);
CREATE INDEX ix_record_key_record ON record_key (record_id);
CREATE INDEX ix_also_in_request_no ON also_in (request_no);
CREATE INDEX ix_document_history_document_id ON document_history (document_id);
CREATE INDEX ix_document_key_document ON document_key (document_id);
CREATE INDEX ix_feed_document_id ON feed (document_id);
CREATE INDEX ix_link_evidence_document_id ON link_evidence (document_id);
CREATE INDEX ix_register_entry_document_id ON register_entry (document_id);
CREATE TRIGGER register_entry_no_update BEFORE UPDATE ON register_entry BEGIN SELECT RAISE(ABORT, 'register_entry is append-only'); END;
CREATE TRIGGER register_entry_no_delete BEFORE DELETE ON register_entry BEGIN SELECT RAISE(ABORT, 'register_entry is append-only'); END;
CREATE TRIGGER audit_event_no_update BEFORE UPDATE ON audit_event BEGIN SELECT RAISE(ABORT, 'audit_event is append-only'); END;
CREATE TRIGGER audit_event_no_delete BEFORE DELETE ON audit_event BEGIN SELECT RAISE(ABORT, 'audit_event is append-only'); END;
CREATE TRIGGER feed_no_update BEFORE UPDATE ON feed BEGIN SELECT RAISE(ABORT, 'feed is append-only'); END;
CREATE TRIGGER feed_no_delete BEFORE DELETE ON feed BEGIN SELECT RAISE(ABORT, 'feed is append-only'); END;
CREATE TRIGGER link_evidence_no_update BEFORE UPDATE ON link_evidence BEGIN SELECT RAISE(ABORT, 'link_evidence is append-only'); END;
CREATE TRIGGER link_evidence_no_delete BEFORE DELETE ON link_evidence BEGIN SELECT RAISE(ABORT, 'link_evidence is append-only'); END;
CREATE TRIGGER document_history_no_update BEFORE UPDATE ON document_history BEGIN SELECT RAISE(ABORT, 'document_history is append-only'); END;
CREATE TRIGGER document_history_no_delete BEFORE DELETE ON document_history BEGIN SELECT RAISE(ABORT, 'document_history is append-only'); END;
COMMIT;
