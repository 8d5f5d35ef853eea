# Sourced by ./start and ./check: installs what is missing, and says what it cannot install. Debian and Ubuntu.
set -eu

is_arabic() { case "${LC_ALL:-${LC_MESSAGES:-${LANG:-}}}" in ar*) return 0 ;; *) return 1 ;; esac; }
say() { if is_arabic; then printf '%s\n' "$1" >&2; else printf '%s\n' "$2" >&2; fi; }

is_installed() { dpkg-query -W -f '${Status}' "$1" 2>/dev/null | grep -q 'ok installed'; }

# need_packages NAME… : apt packages, installed as root or through sudo; otherwise says the one command and exits 5.
need_packages() {
  missing=""
  for package in "$@"; do is_installed "$package" || missing="$missing $package"; done
  [ -n "$missing" ] || return 0
  if ! command -v apt-get >/dev/null 2>&1; then
    say "هذا النظام بلا apt. ثبّت ما يقابل هذه الحزم ثم أعد الأمر:$missing" "There is no apt here. Install the like of these packages, then run this again:$missing"
    exit 5
  fi
  if [ "$(id -u)" -eq 0 ]; then as_root=""
  elif command -v sudo >/dev/null 2>&1 && { sudo -n true 2>/dev/null || { [ -t 0 ] && sudo -v; }; }; then as_root="sudo"
  else
    say "تنقص حزم من النظام. ليشغّل المدير هذا الأمر ثم أعد المحاولة:" "System packages are missing. An administrator must run this, then try again:"
    printf '  apt-get update && apt-get install -y%s\n' "$missing" >&2
    exit 5
  fi
  say "تثبيت حزم النظام:$missing" "Installing system packages:$missing"
  apt_log=$(mktemp)
  if ! { $as_root apt-get update -qq && $as_root env DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends $missing; } >"$apt_log" 2>&1; then
    tail -n 20 "$apt_log" >&2
    say "تعذّر التثبيت. ليشغّل المدير:" "The installation failed. An administrator must run:"
    printf '  apt-get update && apt-get install -y%s\n' "$missing" >&2
    exit 5
  fi
  rm -f "$apt_log"
}

# look_for_python : sets $python to a Python of at least 3.11 that can make environments; fails where there is none.
look_for_python() {
  for candidate in python3 python3.13 python3.12 python3.11; do
    if "$candidate" -c 'import sys, venv, ensurepip; sys.exit(sys.version_info < (3, 11))' >/dev/null 2>&1; then
      python=$candidate
      return 0
    fi
  done
  return 1
}

# python_packages : what apt must install so that there is such a Python; nothing where there is one.
python_packages() { look_for_python || printf 'python3 python3-venv'; }

find_python() {
  look_for_python && return 0
  say "يلزم Python 3.11 أو أحدث (دبيان 12 أو أوبونتو 24.04 فما بعد)." "Python 3.11 or later is needed (Debian 12, Ubuntu 24.04 or later)."
  exit 5
}

# is_prepared LOCK : whether .venv holds what LOCK names now.
is_prepared() { cmp -s "$1" ".venv/.installed-$(basename "$1")" && [ -x .venv/bin/warraq ]; }

# need_environment LOCK : .venv with exactly what LOCK names, and warraq itself. Does nothing while the lock is unchanged.
need_environment() {
  if is_prepared "$1"; then return 0; fi
  find_python
  say "تجهيز بيئة بايثون في .venv" "Preparing the Python environment in .venv"
  [ -x .venv/bin/python ] || "$python" -m venv .venv
  if ! .venv/bin/python -m pip --version >/dev/null 2>&1; then .venv/bin/python -m ensurepip -q; fi
  if ! { .venv/bin/python -m pip install -q --disable-pip-version-check --require-hashes -r "$1" &&
    .venv/bin/python -m pip install -q --disable-pip-version-check --no-deps --no-build-isolation -e .; }; then
    say "تعذّر تثبيت حزم بايثون. تحقّق من الاتصال بمستودع الحزم ومن سعة القرص ثم أعد الأمر." \
      "The Python packages could not be installed. Check the connection to the package index and the room on the disk, then run this again."
    exit 5
  fi
  rm -f .venv/.installed-*
  cp "$1" ".venv/.installed-$(basename "$1")"
}

RUNTIME_PACKAGES="tesseract-ocr tesseract-ocr-ara tesseract-ocr-osd tesseract-ocr-script-arab fonts-dejavu-core"
