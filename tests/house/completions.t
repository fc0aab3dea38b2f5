#!/usr/bin/env bash
# The generated completions, in the shells they are for.
set -u

popfetch=$BUILD/popfetch/popfetch
scripts=$BUILD/completions
tmp=$(mktemp -d) || exit 1
trap 'rm -rf "$tmp"' EXIT
number=0

# is WHAT GOT WANTED
is() {
	number=$((number + 1))
	if [ "$2" = "$3" ]; then
		printf 'ok %d - %s\n' "$number" "$1"
	else
		printf 'not ok %d - %s\n' "$number" "$1"
		printf '# got:    %s\n# wanted: %s\n' "${2//$'\n'/ }" \
			"${3//$'\n'/ }"
	fi
}

# skip COUNT REASON
skip() {
	for ((i = 0; i < $1; i++)); do
		number=$((number + 1))
		printf 'ok %d # SKIP %s\n' "$number" "$2"
	done
}

mkdir -p "$tmp/config/popfetch" "$tmp/here/maildirs" "$tmp/bin"
: >"$tmp/here/mail.mbox"
cat >"$tmp/config/popfetch/popfetch.conf" <<'CONF'
defaults { json = true }
account home { host = "pop.example.org" }
account work { host = "pop.example.com" enabled = false }
account jim@example.com { host = "pop.example.com" }
account jim@example.org { host = "pop.example.org" }
account "my office" { host = "pop.example.org" }
account "my x:y" { host = "pop.example.org" }
CONF
ln -s "$popfetch" "$tmp/bin/popfetch"
export HOME=$tmp XDG_CONFIG_HOME=$tmp/config PATH=$tmp/bin:$PATH
unset XDG_DATA_HOME XDG_STATE_HOME
cd "$tmp/here" || exit 1

# ---- bash -------------------------------------------------------------------

# in_bash WORD...: what completes the last word; "=" and ":" are words of their
# own, as COMP_WORDBREAKS has it, and the line is $line where it is not these
# with blanks between.  compopt works only below readline.
in_bash() {
	# shellcheck disable=SC2016
	bash --norc -c '
		compopt() { :; }
		. "$1"
		shift
		COMP_WORDS=(popfetch "$@")
		COMP_CWORD=$#
		COMP_LINE=${line-popfetch $*}
		COMP_POINT=${#COMP_LINE}
		_popfetch popfetch "${!#}"
		printf "%s\n" "${COMPREPLY[@]}"' \
		bash "$scripts/popfetch.bash" "$@" | LC_ALL=C sort
}

is 'bash: options by prefix' "$(in_bash --tls-c)" \
	$'--tls-ca-dir\n--tls-ca-file\n--tls-cert\n--tls-ciphers\n--tls-crl-file'
is 'bash: actions' "$(in_bash --list)" $'--list\n--list-accounts'
is 'bash: words of a choice' "$(in_bash --tls '')" \
	$'implicit\nnone\nstarttls'
is 'bash: behind an equals sign' "$(in_bash --tls = st)" starttls
is 'bash: an optional SET only behind an equals sign' \
	"$(in_bash --list = n) $(in_bash --list h)" 'new home'
is 'bash: directories' "$(in_bash --maildir m)" maildirs
is 'bash: files' "$(in_bash --mbox ma)" $'mail.mbox\nmaildirs'
is 'bash: what a file stands behind' "$(in_bash --import-state m)" mpop:
is 'bash: the file behind it' \
	"$(in_bash --import-state mpop :) $(in_bash --import-state = mpop : ma)" \
	$'mail.mbox\nmaildirs mail.mbox\nmaildirs'
is 'bash: nothing of that behind the colon of a URL' \
	"$(in_bash --list pops : //m)" ''
is 'bash: accounts, resting ones too' "$(in_bash --list '')" \
	$'home\njim@example.com\njim@example.org\nmy\\ office\nmy\\ x:y\nwork'
is 'bash: an account behind its @' \
	"$(line='popfetch jim@example.o' in_bash jim @ @example.o)" \
	@example.org
is 'bash: behind its blank' "$(in_bash 'my\ o')" 'my\ office'
is 'bash: behind blank and colon' \
	"$(line='popfetch my\ x:' in_bash 'my\ x' : '')" y
is 'bash: behind a quote' \
	"$(line='popfetch "my o' in_bash 'my o')" 'my office'
is 'bash: nothing to offer for a host' "$(in_bash --host '')" ''
is 'bash: a flag taken back' "$(in_bash --no-k)" --no-keep

# ---- zsh --------------------------------------------------------------------

# in_zsh LINE: the line after one tab, in an interactive zsh on a terminal
# of its own.
in_zsh() {
	timeout 60 zsh -f -c '
		zmodload zsh/zpty
		zpty shell "TERM=dumb PS1= zsh -f -i"
		zpty -w shell "fpath=($1 \$fpath); autoload -U compinit"
		zpty -w shell "compinit -u -D; setopt noautomenu nolistbeep"
		zpty -w shell "show() { print -r -- \"<<\$BUFFER>>\" }"
		zpty -w shell "zle -N show; bindkey \"^X\" show; echo rea\"\"dy"
		zpty -r -m shell answer "*ready*"
		zpty -n -w shell "$2"$'"'\t\x18'"'
		zpty -r -m shell answer "*<<*>>*"
		answer=${answer##*<<}
		print -r -- ${answer%%>>*}
		zpty -d shell' zsh "$tmp/zsh" "$1"
}

if command -v zsh >/dev/null 2>&1; then
	mkdir "$tmp/zsh"
	cp "$scripts/_popfetch" "$tmp/zsh/"
	is 'zsh: an option' "$(in_zsh 'popfetch --print-c')" \
		'popfetch --print-config '
	is 'zsh: a word of a choice' "$(in_zsh 'popfetch --tls st')" \
		'popfetch --tls starttls '
	is 'zsh: behind an equals sign' "$(in_zsh 'popfetch --list=n')" \
		'popfetch --list=new '
	is 'zsh: what a file stands behind' \
		"$(in_zsh 'popfetch --import-state mp')" \
		'popfetch --import-state mpop:'
	is 'zsh: the file behind it' \
		"$(in_zsh 'popfetch --import-state=mpop:mail.')" \
		'popfetch --import-state=mpop:mail.mbox '
	is 'zsh: a directory' "$(in_zsh 'popfetch --maildir m')" \
		'popfetch --maildir maildirs/'
	is 'zsh: an account' "$(in_zsh 'popfetch --stat w')" \
		'popfetch --stat work '
	is 'zsh: a flag taken back' "$(in_zsh 'popfetch --no-kee')" \
		'popfetch --no-keep '
else
	skip 8 'no zsh here'
fi

# ---- fish -------------------------------------------------------------------

# in_fish LINE: what completes its last word, without the descriptions.
in_fish() {
	# shellcheck disable=SC2016
	fish --no-config -c 'source $argv[1]; complete -C $argv[2]' \
		"$scripts/popfetch.fish" "$1" | cut -f 1 | LC_ALL=C sort
}

if command -v fish >/dev/null 2>&1; then
	is 'fish: options by prefix' "$(in_fish 'popfetch --tls-c')" \
		$'--tls-ca-dir\n--tls-ca-file\n--tls-cert\n--tls-ciphers\n--tls-crl-file'
	is 'fish: a word of a choice' "$(in_fish 'popfetch --tls st')" starttls
	is 'fish: behind an equals sign' "$(in_fish 'popfetch --list=n')" \
		--list=new
	is 'fish: directories' "$(in_fish 'popfetch --maildir m')" maildirs/
	is 'fish: files' "$(in_fish 'popfetch --mbox mail.')" mail.mbox
	is 'fish: what a file stands behind' \
		"$(in_fish 'popfetch --import-state mp')" mpop:
	is 'fish: the file behind it' \
		"$(in_fish 'popfetch --import-state=mpop:mail.')" \
		--import-state=mpop:mail.mbox
	is 'fish: accounts' "$(in_fish 'popfetch --stat ')" \
		$'home\njim@example.com\njim@example.org\nmy office\nmy x:y\nwork'
	is 'fish: a flag taken back' "$(in_fish 'popfetch --no-kee')" --no-keep
else
	skip 9 'no fish here'
fi

printf '1..%d\n' "$number"
