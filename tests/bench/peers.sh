# shellcheck shell=bash
# shellcheck disable=SC2154 # whoever sources this sets these
# peers.sh - popfetch and its peers, each told in its own words to fetch from
# a maildrop and to remember what it has seen.
#
# run_PROGRAM calls "measure PROGRAM COMMAND...", which is the caller's.  It
# finds:
#
#	$at		the port on localhost
#	$user		who logs in, with the password "secret"
#	$tls		none, starttls or implicit
#	$ca		a file of the certificates to trust; empty: those that
#			the program trusts by itself
#	$keep		yes, or no: deleted once it is fetched
#	$kind		maildir or mbox
#	$target		where mail goes
#	$work		a folder for the program's own
#
# and does nothing, with status 1, where the program cannot do that.

# getmail6 and fdm will not deliver as root: nobody runs them, then.
as_nobody() {
	[ "$(id -u)" -eq 0 ] || return 0
	chown -R "$mail_uid:$mail_gid" "$work" "$target"
	nobody=(setpriv "--reuid=$mail_uid" "--regid=$mail_gid"
		--clear-groups env "HOME=$work")
}
nobody=()

# choose VALUE NAME=RESULT...: the result of the name that is the value
choose() {
	local value=$1 pair

	shift
	for pair; do
		[ "${pair%%=*}" != "$value" ] || echo "${pair#*=}"
	done
}

folder_make() {
	[ "$kind" = mbox ] || mkdir -p "$target"/{cur,new,tmp}
}

run_popfetch() {
	local scheme options=()

	scheme=$(choose "$tls" none=pop starttls=pop implicit=pops)
	if [ "$tls" = none ]; then
		options+=(--tls none)
	elif [ -n "$ca" ]; then
		options+=(--tls-ca-file "$ca")
	fi
	[ "$keep" = no ] || options+=(--keep)
	measure popfetch "$popfetch" "${options[@]}" \
		--password-file "$tmp/password" --state-dir "$work/state" \
		"--$kind" "$target" "$scheme://$user@localhost:$at"
}

run_mpop() {
	cat >"$work/mpoprc" <<-CONF
	account bench
	host localhost
	port $at
	user $user
	password secret
	auth user
	tls $(choose "$tls" none=off starttls=on implicit=on)
	tls_starttls $(choose "$tls" none=off starttls=on implicit=off)
	${ca:+tls_trust_file $ca}
	keep $(choose "$keep" yes=on no=off)
	received_header off
	delivery $kind $target
	uidls_file $work/uidls
	CONF
	chmod 600 "$work/mpoprc"
	folder_make
	measure mpop mpop -C "$work/mpoprc" -q bench
}

run_fetchmail() {
	[ "$kind" = maildir ] || return 1
	cat >"$work/fetchmailrc" <<-CONF
	set invisible
	set no spambounce
	set idfile $work/fetchids
	poll localhost protocol pop3 port $at auth password uidl no dns
	    user "$user" password "secret" is root here no rewrite
	    $(choose "$keep" yes=keep no="no keep")
	    $(choose "$tls" none="sslproto ''" starttls="sslproto tls1.2+" \
		implicit=ssl)
	    ${ca:+sslcertfile $ca}
	    mda "$programs/mda $target"
	CONF
	chmod 600 "$work/fetchmailrc"
	folder_make
	FETCHMAILHOME=$work measure fetchmail fetchmail -s --nodetach \
		--pidfile "$work/pid" -f "$work/fetchmailrc"
}

run_getmail() {
	local type=SimplePOP3Retriever where=Maildir path=$target/

	[ "$tls" != starttls ] || return 1
	[ "$tls" = none ] || type=SimplePOP3SSLRetriever
	if [ "$kind" = mbox ]; then
		where=Mboxrd path=$target
		: >>"$target"
	fi
	folder_make
	mkdir -p "$work/getmail"
	cat >"$work/getmail/getmailrc" <<-CONF
	[retriever]
	type = $type
	server = localhost
	port = $at
	username = $user
	password = secret
	${ca:+ca_certs = $ca}
	[destination]
	type = $where
	path = $path
	[options]
	read_all = false
	delete = $(choose "$keep" yes=false no=true)
	received = false
	delivered_to = false
	verbose = 0
	CONF
	as_nobody
	measure getmail6 "${nobody[@]}" getmail --getmaildir "$work/getmail" \
		--rcfile "$work/getmail/getmailrc"
}

run_fdm() {
	local protocol=pop3 leave=()

	[ "$tls" != implicit ] || protocol=pop3s
	[ "$keep" = no ] || leave=(-k)
	cat >"$work/fdm.conf" <<-CONF
	set no-received
	set lock-file "$work/fdm.lock"
	set maximum-size 1G
	account "bench" $protocol server "localhost" port $at
	    user "$user" pass "secret" new-only cache "$work/fdm.cache" no-apop
	    $(choose "$tls" starttls=starttls)
	action "deliver" $kind "$target"
	match all action "deliver"
	CONF
	chmod 600 "$work/fdm.conf"
	folder_make
	[ "$kind" = maildir ] || (umask 077 && : >>"$target")
	as_nobody
	measure fdm "${nobody[@]}" fdm -q -f "$work/fdm.conf" "${leave[@]}" \
		fetch
}

# curl has no state and no mbox: it can fetch all into a folder.
run_curl() {
	[ "$kind" = maildir ] || return 1
	mkdir -p "$target/cur"
	measure curl curl -s ${ca:+--cacert "$ca"} --user "$user:secret" \
		-o "$target/cur/#1" \
		"$(choose "$tls" none=pop3 implicit=pop3s)://localhost:$at/[1-$count]"
}
