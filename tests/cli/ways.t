#!/bin/sh
# The ways to a server: proxies, a command, a socket, an address of our own.
# TLS is with the server on each of them.

# shellcheck source=tests/cli/lib.sh
. "${0%/*}/lib.sh"

certificates_make
message a one
relay="perl $SOURCE/tests/cli/relay.pl"

# The certificate is for pop.example.org, which nobody here can look up.
server_start --tls-cert other.pem --implicit
host=pops://jim@pop.example.org

# through [ARGUMENT]...: --stat, over TLS
through() {
	run --password-file password --state-dir state --timeout 10 \
		--tls-ca-file ca.pem --stat "$@"
}

# relay_start WAY [ARGUMENT]...: its port is in $proxy, what it heard in heard
relay_start() {
	way=$1
	shift
	rm -f relay.port heard
	$relay "$way" "$port" relay.port heard "$@" </dev/null &
	relay_pid=$!
	children="$children $relay_pid"
	await test -s relay.port || exit 1
	read -r proxy <relay.port
}

relay_stop() {
	kill "$relay_pid"
	wait "$relay_pid" 2>/dev/null
	child_forget "$relay_pid"
}

# ---- SOCKS --------------------------------------------------------------------

relay_start socks
through --proxy "socks5://127.0.0.1:$proxy" $host
exits 0 '--proxy socks5://'
like out '^1	' 'reaches the server'
is "$(cat heard)" 'type 3 host pop.example.org port 995' \
	'and the proxy looks the name up'
through --proxy "socks5://127.0.0.1:$proxy" pops://jim@wrong.example.org
exits 77 'the certificate must be for the server that was named'
through --proxy "socks5://jim:secret@127.0.0.1:$proxy" $host
exits 64 'a password in the URL is refused'
unlike err secret 'and not shown'
relay_stop

relay_start socks joe:open-sesame
through --proxy "socks5://127.0.0.1:$proxy" $host
exits 69 'a proxy that wants a user'
like err "proxy '127.0.0.1' wants a user" 'says so'
through --proxy "socks5://joe@127.0.0.1:$proxy" $host
exits 69 'a user without a password in ~/.netrc'
(umask 077 && cat >home/.netrc <<-NETRC)
	machine 127.0.0.1 login joe password open-sesame
NETRC
through --proxy "socks5://joe@127.0.0.1:$proxy" $host
exits 0 'the password is that of ~/.netrc'
like heard '^user joe$' 'for the user in the URL'
chmod 644 home/.netrc
through --proxy "socks5://joe@127.0.0.1:$proxy" $host
exits 65 'a ~/.netrc that others can read is refused'
rm home/.netrc
relay_stop

# ---- CONNECT ------------------------------------------------------------------

relay_start http
through --proxy "http://127.0.0.1:$proxy" $host
exits 0 '--proxy http://'
is "$(cat heard)" \
	'CONNECT pop.example.org:995 HTTP/1.1|Host: pop.example.org:995' \
	'asks for CONNECT and no more'
through --proxy "http://127.0.0.1:$proxy" pops://jim@forbidden.example.org
exits 69 'a refusal'
like err '403 Not here' 'in the words of the proxy'
through --proxy "http://127.0.0.1" $host
exits 64 'an http proxy without a port'
through --proxy "ftp://127.0.0.1:$proxy" $host
exits 64 'a proxy of another kind'
relay_stop
through --proxy "http://127.0.0.1:$proxy" $host
exits 69 'a proxy that is not there'
like err "'127.0.0.1' port $proxy" 'is named'

# ---- A command ----------------------------------------------------------------

through --proxy-command "echo %h %p %% >&2; exec $relay stdio $port" \
	pops://jim@pop.example.org:1234
exits 0 '--proxy-command'
is "$(cat err)" 'pop.example.org 1234 %' '%h, %p and %% are put in'
# shellcheck disable=SC2016
through --proxy-command 'echo %h' 'pops://jim@$(touch x).example.org'
not_ok 'a host that means something to a shell' test "$status" -eq 0
not_ok 'is not run by it' test -e x
through --proxy-command 'cat %x' $host
exits 64 'another letter'
through --proxy-command 'exit 3' $host
exits 69 'a command that ends at once'
like err 'proxy command ended with exit status 3' 'is told with its status'
# shellcheck disable=SC2016
through --proxy-command 'echo $$ >pid; exec sleep 1000' --timeout 1 $host
exits 75 'a command that stays silent'
not_ok 'has ended when we have' kill -0 "$(cat pid)"
# shellcheck disable=SC2016
through --proxy-command 'trap "" TERM; echo $$ >pid; while :; do sleep 1; done' \
	--timeout 1 $host
exits 75 'one that will not hear of it'
not_ok 'has ended, too' kill -0 "$(cat pid)"

# ---- A socket, an address --------------------------------------------------------

$relay unix "$tmp/pop3" "$port" </dev/null &
relay_pid=$!
children="$children $relay_pid"
await test -S pop3
through --socket pop3 $host
exits 0 '--socket'
relay_stop
through --socket pop3 $host
exits 69 'a socket that nobody listens at'

through --source-ip 127.0.0.9 --tls-host pop.example.org "$urls"
exits 0 '--source-ip'
through --source-ip 192.0.2.7 "$urls"
exits 69 'an address that is not ours'
through --source-ip here "$urls"
exits 64 'no address at all'
through -6 --source-ip 127.0.0.1 "$urls"
exits 64 'an address of the other family'

# ---- Together -----------------------------------------------------------------

through --proxy socks5://127.0.0.1:1 --socket pop3 $host
exits 64 'two ways at once'
cat >two.conf <<-CONF
	defaults { proxy = "socks5://127.0.0.1:1" }
	account one { host = "pop.example.org" user = "jim"
		proxy-command = "$relay stdio $port" }
CONF
through --config two.conf one
exits 0 'the way of an account replaces that of the defaults'
through --srv "$urls"
exits 68 'an address is no domain for --srv'
like err "'127.0.0.1' is no domain" 'and that is said'

# ---- A command that wants to be heard out ---------------------------------------

cat >hand-on <<-'PERL'
	$| = 1;
	$SIG{PIPE} = $SIG{TERM} = "IGNORE";
	while (sysread STDIN, $_, 4096) {
		open my $file, ">", print ? "taken" : "left";
		print $file $_;
		close $file;
	}
PERL
server_stop
server_start
pf --stat --proxy-command "$relay stdio $port | perl hand-on"
exits 0 'a command that hands on'
# It writes this behind what popfetch has read already.
await grep -q bye taken
like taken 'bye' 'is rid of the answer to QUIT, too'
not_ok 'of all of it' test -e left

finish
