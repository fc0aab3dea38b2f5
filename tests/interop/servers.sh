# shellcheck shell=sh
# shellcheck disable=SC2154,SC2034 # lib.sh sets tmp; tests use the rest
# servers.sh - real servers besides Dovecot, for the tests that source this
# behind lib.sh.  Each runs in a world of its own (see "world"): from where the
# system has it installed, or from build-servers, where "make servers" has
# unpacked it, since no two of them can be installed together.
#
# A test lays its files over the world's in $over, says how to fill the
# maildrop of jim (password secret), and starts the server with
# server_start_in_world.  The server is reached by $url in clear or with STLS,
# by $urls with implicit TLS.
#
# A proxy runs in this world, in front of the Dovecot of dovecot.sh: the test
# finds it with proxy_find, and starts it with proxy_start.

skip_all() {
	echo "1..0 # SKIP $1"
	exit 0
}

# server_lay NAME PROGRAM: prepares $over, or skips.
server_lay() {
	name=$1
	over=$tmp/$name/over
	mkdir -p "$over/etc"
	chmod 755 "$tmp"
	if [ -e "$SOURCE/build-servers/$name" ]; then
		cp -a "$SOURCE/build-servers/$name/." "$over"
	elif [ ! -x "$2" ]; then
		skip_all "$name is not here: make servers"
	fi
	[ "$(id -u)" -eq 0 ] ||
		skip_all "only root can give $name a world of its own"
	mkdir -p probe/over
	"$SOURCE/tests/interop/world" "$tmp/probe" true 2>probe.err ||
		skip_all "no world of its own for $name: $(tail -n 1 probe.err)"
	users_lay
	certificates_make
	cat server.crt server.key >"$over/etc/server.pem"
	chmod 600 "$over/etc/server.pem"
}

# Jim, whose home is in the test's folder, and the servers' own users.
users_lay() {
	hash=$(openssl passwd -6 secret)
	cp /etc/passwd /etc/group /etc/shadow "$over/etc"
	for user in cyrus courier popa3d spop3d; do
		grep -q "^$user:" /etc/passwd ||
			echo "$user:x:$((61000 + ${#user})):8::/:/bin/false"
	done >>"$over/etc/passwd"
	echo "jim:x:61777:61777::$tmp/jim:/bin/sh" >>"$over/etc/passwd"
	echo 'jim:x:61777:' >>"$over/etc/group"
	echo "jim:$hash:19000:0:99999:7:::" >>"$over/etc/shadow"
	mkdir -p "$over/etc/pam.d" "$tmp/jim" "$tmp/spool"
	chown 61777:61777 "$tmp/jim"
	chmod 1777 "$tmp/spool"
	for service in popa3d solid-pop3d gnu-pop3d; do
		printf '%s required pam_unix.so\n' auth account \
			>"$over/etc/pam.d/$service"
	done
}

# place_choose: where the server is to be reached
place_choose() {
	# shellcheck disable=SC2046
	set -- $(free_ports 3)
	port=$1 tls_port=$2 other_port=$3
	url=pop://jim@localhost:$port
	urls=pops://jim@localhost:$tls_port
}
place_choose

# server_start_in_world: runs the script on standard input there.
server_start_in_world() {
	cat >"$tmp/$name/start"
	"$SOURCE/tests/interop/world" "$tmp/$name" sh -eu "$tmp/$name/start" \
		>"$tmp/$name.log" 2>&1 </dev/null &
	children="$children $!"
	await greets "$port" && return
	sed 's/^/# /' "$tmp/$name.log" "$tmp/$name/syslog"
	exit 1
}

# proxy_find NAME PROGRAM: sets $root, which is in front of the paths of a proxy
# that needs no world of its own, or skips.
proxy_find() {
	name=$1
	root=$SOURCE/build-servers/$name
	[ ! -e "$root" ] || return 0
	root=
	[ -x "$2" ] || skip_all "$name is not here: make servers"
}

# proxy_start PORT COMMAND [ARGUMENT]...: sets $proxy_pid
proxy_start() {
	listened=$1
	shift
	libraries=$root/usr/lib:$(echo "$root"/usr/lib/*-linux-gnu | tr ' ' :)
	LD_LIBRARY_PATH=${root:+$libraries} "$@" \
		>"$tmp/$name.log" 2>&1 </dev/null &
	proxy_pid=$!
	children="$children $proxy_pid"
	await listens "$listened" && return
	sed 's/^/# /' "$tmp/$name.log"
	exit 1
}

listens() {
	perl -MIO::Socket::INET -e '
		exit !IO::Socket::INET->new("127.0.0.1:$ARGV[0]")' "$1"
}

greets() {
	perl -MIO::Socket::INET -e '
		my $s = IO::Socket::INET->new("127.0.0.1:$ARGV[0]") or exit 1;
		exit(<$s> =~ /^(?:\+OK|\* OK)/ ? 0 : 1)' "$1"
}

# ---- Mail --------------------------------------------------------------------

# mail_make: what is to be sent, but for what is too large here or what no
# server takes, and what this one does not.
unwanted=
mail_make() {
	mkdir -p sent unused
	perl "$SOURCE/tests/interop/corpus.pl" sent unused
	cp "$SOURCE"/tests/mail/* sent
	for file in attachment nul bare-cr empty $unwanted; do
		rm "sent/$file"
	done
	total=$(files sent)
}

fill_maildir() {
	rm -rf "$tmp/jim/Maildir"
	mkdir -p "$tmp/jim/Maildir/cur" "$tmp/jim/Maildir/new" \
		"$tmp/jim/Maildir/tmp"
	n=1700000000
	for file in sent/*; do
		n=$((n + 1))
		cp "$file" "$tmp/jim/Maildir/new/$n.$(basename "$file").test"
	done
	chown -R 61777:61777 "$tmp/jim"
}

fill_mbox() {
	rm -f "$tmp"/spool/*
	for file in sent/*; do
		printf 'From robot@example.org Mon Nov  2 08:15:00 2026\n'
		# The last line needs an end.
		perl -pe 's/^(?=>*From )/>/; $_ .= "\n" if eof && !/\n\z/' \
			"$file"
		printf '\n'
	done >"$tmp/spool/jim"
	chown 61777:mail "$tmp/spool/jim"
	chmod 660 "$tmp/spool/jim"
}

# What popfetch must deliver: what somebody else reads there.
mail_read() {
	rm -rf got && mkdir got
	perl "$SOURCE/tests/interop/reader.pl" "$port" got || exit 1
	digests got >expected.sums
	is "$(files got)" "$total" "$name has all the mail"
}

# The digests of what stands in a folder, whatever the names, as $normal lets
# it through: some servers add fields of their own, each time others.
normal='cat'
digests() {
	find "$1" -type f | while read -r file; do
		$normal <"$file" | cksum
	done | sort
}

# ---- popfetch ----------------------------------------------------------------

# The pause that a server wants between logins is over.
later() {
	for file in state/*.uidl; do
		[ ! -e "$file" ] || perl "$SOURCE/tests/cli/age.pl" 60 "$file"
	done
}

pull() {
	later
	run_trusting --password-file "$tmp/password" \
		--state-dir "$tmp/state" "$@"
}

# logs_in MECHANISM ARGUMENT...
logs_in() {
	mechanism=$1
	shift
	pull -v --stat --auth "$mechanism" "$@"
	exits 0 "$mechanism logs in" &&
		like err "logged in by $mechanism\$" "by $mechanism"
}

# fetches WHICH ARGUMENT...: all there is, and nothing twice
fetches() {
	which=$1
	shift
	start_over
	pull --maildir Mail --keep "$@"
	exits 0 "$which: fetch into a Maildir with --keep"
	silent "$which: nothing is said about it"
	digests Mail >got.sums
	same got.sums expected.sums "$which: each message octet for octet"
	start_over
	pull --maildir Mail --keep --max-messages $((total - 2)) "$@"
	exits 0 "$which: all but two"
	pull --maildir Mail --keep "$@"
	exits 0 "$which: these two"
	digests Mail >got.sums
	same got.sums expected.sums "$which: come as they are, too"
	pull --maildir Mail --keep "$@"
	exits 0 "$which: a last run"
	is "$(files Mail)" "$total" "$which: brings nothing twice"
	pull --check "$@"
	exits 1 "$which: there is nothing new"
}

# looks ARGUMENT...: as a script would
looks() {
	pull --list "$@"
	is "$(wc -l <out | tr -d ' ')" "$total" 'the maildrop is listed'
	pull --top 1 "$@"
	exits 0 'a header is shown'
	like out '^Subject: ' 'with its fields'
	pull --uidl "$@"
	cut -f2 out | sort >before
	uid=$(head -n 1 before)
	pull --dele "uid:$uid" --yes "$@"
	exits 0 'a message is deleted'
	pull --uidl "$@"
	cut -f2 out | sort >after
	sed 1d before >expected
	same after expected 'the others have the unique-ids that they had'
}

# empties ARGUMENT...: all that is left, into an mbox
empties() {
	pull --all --mbox mbox "$@"
	exits 0 'fetch into an mbox'
	is "$(grep -c '^From ' mbox)" "$((total - 1))" 'of all that is left'
	mkdir -p split && rm -f split/*
	perl "$SOURCE/tests/interop/mbox-split.pl" mbox split
	digests split >got.sums
	is "$(comm -13 expected.sums got.sums)" '' 'each octet for octet'
	pull --stat "$@"
	is "$(cat out)" "0	0" 'the maildrop is empty then'
}

# refuses ARGUMENT...: a wrong password
refuses() {
	(umask 077 && printf wrong-one >wrong)
	later
	run_trusting --password-file wrong --state-dir "$tmp/state" \
		--stat --trace "$@"
	exits 77 'a wrong password is refused'
	unlike err 'wrong-one' 'and not shown'
}
