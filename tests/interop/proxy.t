#!/bin/sh
# popfetch through a real SOCKS proxy, microsocks, to a server of ours.
# shellcheck source-path=SCRIPTDIR source=../cli/lib.sh
. "${0%/*}/../cli/lib.sh"

if ! command -v microsocks >/dev/null 2>&1; then
	echo '1..0 # SKIP microsocks is not installed'
	exit 0
fi

certificates_make
message a one
message b two
# microsocks goes to the first address of a name, ::1 or not, and to no other.
localhost=$(perl -MSocket=:all -e '
	my ($failed, $first) = getaddrinfo("localhost", "",
		{ socktype => SOCK_STREAM });
	$failed and die "localhost: $failed";
	print +(getnameinfo($first->{addr}, NI_NUMERICHOST))[1]') || exit 1
server_start --listen "$localhost" --tls-cert server.pem --implicit
(umask 077 && cat >home/.netrc <<-NETRC)
	machine 127.0.0.1 login joe password open-sesame
NETRC

# listens PORT: whether somebody does
# shellcheck disable=SC2317,SC2329 # it is reached by await
listens() {
	perl -MIO::Socket::INET -e 'exit !IO::Socket::INET->new(
		PeerAddr => "127.0.0.1", PeerPort => $ARGV[0])' "$1"
}

# proxy_start [OPTION]...: a microsocks on a free port, which it cannot choose
proxy_start() {
	proxy=$(perl -MIO::Socket::INET -e 'print IO::Socket::INET->new(
		LocalAddr => "127.0.0.1", Listen => 1)->sockport')
	microsocks -i 127.0.0.1 -p "$proxy" "$@" </dev/null >proxy.log 2>&1 &
	proxy_pid=$!
	children="$children $proxy_pid"
	await listens "$proxy" || exit 1
}

proxy_stop() {
	kill "$proxy_pid"
	wait "$proxy_pid" 2>/dev/null
	child_forget "$proxy_pid"
}

# through URL [ARGUMENT]...
through() {
	run --tls-ca-file ca.pem --password-file password --state-dir state \
		--timeout 10 --proxy "$@"
}

proxy_start
through "socks5://127.0.0.1:$proxy" --keep --maildir Mail \
	"pops://jim@localhost:$port"
exits 0 'mail comes through the proxy'
silent 'in silence'
is "$(files Mail)" 2 'all of it'
server_stop
server_start --tls-cert server.pem --implicit
through "socks5://127.0.0.1:$proxy" --stat "pops://jim@127.0.0.1:$port"
exits 0 'an address'
through "socks5://127.0.0.1:$proxy" --stat "pops://jim@nobody.invalid:$port"
exits 69 'a name that the proxy cannot look up'
like err "proxy '127.0.0.1' does not connect to 'nobody.invalid' port $port: " \
	'is told in its words'
server_stop
through "socks5://127.0.0.1:$proxy" --stat "pops://jim@127.0.0.1:$port"
exits 69 'a server that is down'
proxy_stop

server_start --tls-cert server.pem --implicit
proxy_start -u joe -P open-sesame
through "socks5://127.0.0.1:$proxy" --stat "$urls"
exits 69 'a proxy that wants a password'
through "socks5://joe@127.0.0.1:$proxy" --stat "$urls"
exits 0 'gets the one of ~/.netrc'
sed -i s/open/close/ home/.netrc
through "socks5://joe@127.0.0.1:$proxy" --stat "$urls"
exits 69 'a wrong one'
like err "refused its user or password" 'is refused'
proxy_stop

finish
