# shellcheck shell=sh
# shellcheck disable=SC2154 # lib.sh sets SOURCE and children
# network.sh - a network of the test's own, in which a name server of ours has
# port 53 and the files that tell of it.  A test that wants one begins with
#
#	. "${0%/*}/network.sh"
#	network_enter "$@"
#	. "${0%/*}/lib.sh"
#	network_begin
#
# and says what names there are in $tmp/records (dns.pl).

# Begins the test anew inside; where that is not allowed, it is skipped.
network_enter() {
	[ "${1:-}" != --inside ] || return 0
	for _how in '--user --map-root-user' ''; do
		# shellcheck disable=SC2086 # words
		! unshare $_how --mount --net true 2>/dev/null ||
			exec unshare $_how --mount --net "$0" --inside
	done
	echo '1..0 # SKIP no network of its own can be made here'
	exit 0
}

network_begin() {
	echo 'nameserver 127.0.0.1' >resolv.conf
	echo 'hosts: files dns' >nsswitch.conf
	for _file in resolv.conf nsswitch.conf; do
		mount --bind "$_file" "/etc/$_file" 2>mount.err || {
			echo "1..0 # SKIP $(tail -n 1 mount.err)"
			exit 0
		}
	done
	# SIOCSIFFLAGS, IFF_UP
	perl -MSocket -e 'socket my $s, AF_INET, SOCK_DGRAM, 0 or die $!;
		my $up = pack "a16 s x22", "lo", 1;
		ioctl $s, 0x8914, $up or die "lo: $!"' || exit 1
	[ -e records ] || : >records
	perl "$SOURCE/tests/cli/dns.pl" 127.0.0.1 records 2>dns.err \
		</dev/null &
	children="$children $!"
}

# network_await NAME: until it is answered for
network_await() {
	# shellcheck disable=SC2016 # perl's own
	await perl -MSocket=getaddrinfo -e '
		my ($error) = getaddrinfo($ARGV[0], ""); exit !!$error' \
		"$1" || exit 1
}
