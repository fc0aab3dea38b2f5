#!/usr/bin/env bash
# The man pages name what the option table has, and nothing else.
set -u

table=$BUILD/tools/completions
command_page=$SOURCE/man/popfetch.1
file_page=$SOURCE/man/popfetch.conf.5
tmp=$(mktemp -d) || exit 1
trap 'rm -rf "$tmp"' EXIT
number=0

# same WHAT GOT-FILE WANTED-FILE
same() {
	number=$((number + 1))
	if diff "$3" "$2" >"$tmp/diff" && [ -s "$3" ]; then
		printf 'ok %d - %s\n' "$number" "$1"
	else
		printf 'not ok %d - %s\n' "$number" "$1"
		sed 's/^</# missing: /; s/^>/# unknown: /; t; s/^/# /' \
			"$tmp/diff"
	fi
}

# The words after each Fl on lines that match, as they are typed.
flags() {
	grep -E "$1" "$command_page" |
		awk '{ for (i = 1; i < NF; i++)
			if ($i == "Fl") print "-" $(i + 1) }' |
		sort -u
}

"$table" options | sort >"$tmp/options"
"$table" keys | sort >"$tmp/keys"
"$table" choices | sort >"$tmp/choices"

flags '^\.It .*Fl ' >"$tmp/explained"
same 'popfetch.1 explains each option' "$tmp/explained" "$tmp/options"

flags 'Fl ' | grep -v '^--no-' >"$tmp/named"
same 'popfetch.1 names no other option' "$tmp/named" "$tmp/options"

sed -n 's/^\.It Cm \([^ ]*\) Ns = Ns .*/\1/p' "$file_page" |
	sort >"$tmp/explained"
same 'popfetch.conf.5 explains each key, once' "$tmp/explained" "$tmp/keys"

# choices PAGE PATTERN: "option word" for each word of "Cm a | b | c".
choices() {
	sed -n "s/$2/\\1 \\2/p" "$1" |
		awk '{ for (i = 2; i <= NF; i++)
			if ($i != "|") print $1, $i }' | sort
}

choices "$command_page" '^\.It Fl -\([^ ]*\) Cm \(.*|.*\)$' >"$tmp/explained"
same 'popfetch.1 lists the words of each choice' \
	"$tmp/explained" "$tmp/choices"

choices "$file_page" '^\.It Cm \([^ ]*\) Ns = Ns Cm \(.*|.*\)$' \
	>"$tmp/explained"
same 'popfetch.conf.5 lists the words of each choice' \
	"$tmp/explained" "$tmp/choices"

# ---- popfetch-migrate.7 -------------------------------------------------------

migrate_page=$SOURCE/man/popfetch-migrate.7
# none WHAT FILE: there is nothing in it
none() {
	number=$((number + 1))
	if [ ! -s "$2" ]; then
		printf 'ok %d - %s\n' "$number" "$1"
	else
		printf 'not ok %d - %s\n' "$number" "$1"
		sed 's/^/# /' "$2"
	fi
}

grep '^\.Fl ' "$migrate_page" | awk '{ print "-" $2 }' |
	sed 's/^--no-/--/' | sort -u | comm -23 - "$tmp/options" >"$tmp/unknown"
none 'popfetch-migrate.7 names options that there are' "$tmp/unknown"

sed -n 's/^\.Cm //p' "$migrate_page" | tr ' ' '\n' | grep '[a-z]' |
	sort -u | comm -23 - <({
		cat "$tmp/keys"
		printf '%s\n' account defaults this
	} | sort) >"$tmp/unknown"
none 'popfetch-migrate.7 names keys that there are' "$tmp/unknown"

# What their manuals list, for POP3.
mpop='defaults account eval host port source_ip proxy_host proxy_port socket
	timeout pipelining auth user password passwordeval ntlmdomain tls
	tls_starttls tls_trust_file tls_crl_file tls_fingerprint tls_key_file
	tls_cert_file tls_certcheck tls_priorities tls_host_override
	tls_min_dh_prime_bits delivery maildir mbox mda exchange uidls_file
	only_new keep killsize skipsize filter received_header --pretend --debug
	--configure --serverinfo --file --host --all-accounts --auth-only
	--status-only --only-new --keep --quiet --half-quiet'
fetchmail='daemon postmaster bouncemail spambounce softbounce logfile pidfile
	idfile syslog properties invisible showdots poll skip via proto
	localdomains port service auth timeout envelope qvirtual aka interface
	monitor plugin plugout dns checkalias uidl interval tracepolls principal
	esmtpname esmtppassword bad-header user is to password ssl sslcert
	sslcertck sslcertfile sslcertpath sslcommonname sslfingerprint sslkey
	sslproto folder smtphost lmtp fetchdomains smtpaddress smtpname antispam
	mda bsmtp preconnect postconnect keep nokeep flush limitflush fetchall
	rewrite stripcr forcecr pass8bits dropstatus dropdelivered mimedecode
	idle limit warnings batchlimit fetchlimit fetchsizelimit fastuidl expunge
	--check --version --silent --verbose --fetchmailrc --idfile --quit
	--nodetach --configdump -V -c -s -v -d -N -q -L -f -i -I -M -p -U -P -t
	-E -Q -u -a -K -k -F -n -l -w -S -D -Z -b -B -e -m -r'
getmail='SimplePOP3Retriever BrokenUIDLPOP3Retriever SimplePOP3SSLRetriever
	BrokenUIDLPOP3SSLRetriever MultidropPOP3Retriever
	MultidropPOP3SSLRetriever MultidropSDPSRetriever SimpleIMAPRetriever
	server username port password password_command use_apop timeout
	use_kerberos use_xoauth2 keyfile certfile ca_certs ssl_ciphers
	ssl_version ssl_fingerprints ssl_cert_hostname delete_dup_msgids
	envelope_recipient mailboxes use_peek move_on_delete record_mailbox
	imap_search imap_on_delete Maildir Mboxrd MDA_external MDA_lmtp
	MDA_qmaillocal MultiDestination MultiSorter MultiGuesser path user group
	filemode locktype arguments unixfrom allow_root_commands ignore_stderr
	host override fallback verbose read_all delete delete_after
	delete_bigger_than max_bytes_per_session max_message_size
	max_messages_per_session delivered_to received use_netrc netrc_file
	message_log message_log_syslog message_log_verbose
	to_oldmail_on_each_mail skip_imap_fetch_size Filter_external
	Filter_classifier Filter_TMDA --getmaildir --rcfile --dump --trace
	--verbose --quiet --delete --dont-delete --all --new --idle --searchset
	--fingerprint getmails'

# lacks PROGRAM WORD...: those its section does not have in the type of words
lacks() {
	awk -v title="FROM $1" '/^\.Sh / { on = $0 == ".Sh " title } on' \
		"$migrate_page" | sed -n 's/^\.It L[i] //p; s/^\.Li //p' |
		tr ' ' '\n' | sort -u >"$tmp/theirs"
	shift
	printf '%s\n' "$@" | sort -u | comm -23 - "$tmp/theirs"
}
# shellcheck disable=SC2086 # lists of words
{
	lacks MPOP $mpop >"$tmp/lacks.mpop"
	lacks FETCHMAIL $fetchmail >"$tmp/lacks.fetchmail"
	lacks GETMAIL6 $getmail >"$tmp/lacks.getmail6"
}
for program in mpop fetchmail getmail6; do
	none "popfetch-migrate.7 has an answer to each key of $program" \
		"$tmp/lacks.$program"
done

# What both pages show as a configuration is one.
awk '/^\.Sh EXAMPLES/ { on = 1 } /^\.Bd/ { in_it = on; next }
	/^\.Ed/ { in_it = 0 } in_it' "$file_page" |
	sed 's/\\e/\\/g; /^popfetch /d' >"$tmp/examples"
number=$((number + 1))
# Each example is a file of its own: the first account begins the second.
awk -v dir="$tmp" 'BEGIN { n = 1 } /^defaults/ { n++ }
	{ print > (dir "/example" n ".conf") }' "$tmp/examples"
failed=
for example in "$tmp"/example*.conf; do
	"$BUILD/popfetch/popfetch" --config "$example" --print-config \
		>"$tmp/printed" 2>"$tmp/said" || failed=$(cat "$tmp/said")
	grep -q '^account ' "$tmp/printed" || failed="nothing in $example"
done
if [ -z "$failed" ]; then
	printf 'ok %d - examples of popfetch.conf.5 are accepted\n' "$number"
else
	printf 'not ok %d - examples of popfetch.conf.5 are accepted\n# %s\n' \
		"$number" "$failed"
fi

printf '1..%d\n' "$number"
