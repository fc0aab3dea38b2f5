#!/usr/bin/perl
# Carries octets to a port of 127.0.0.1, by one of the ways that popfetch
# knows.  Whatever host is asked for, PORT is where it goes.
#
#	relay.pl stdio PORT			from standard input and output
#	relay.pl unix PATH PORT			from a Unix domain socket
#	relay.pl http PORT FILE LOG		from CONNECT; our port to FILE
#	relay.pl socks PORT FILE LOG [USER:PASSWORD]
#	relay.pl tls PORT FILE CERT CA		from TLS with a client certificate
#
# What the client asked for is written to LOG.
use strict;
use warnings;
use IO::Select;
use IO::Socket::INET;
use IO::Socket::UNIX;
use IPC::Open2;

$SIG{PIPE} = 'IGNORE';
$SIG{CHLD} = 'IGNORE';

sub server {
	my ($port) = @_;
	return IO::Socket::INET->new(
		PeerAddr => '127.0.0.1', PeerPort => $port) || die "connect: $!";
}

# Both ways, until one side ends.
sub carry {
	my ($in, $out, $server) = @_;
	my %other = (fileno $in => $server, fileno $server => $out);
	my $select = IO::Select->new($in, $server);

	while (1) {
		for my $ready ($select->can_read) {
			my $got = sysread $ready, my $octets, 65536;
			return if !$got;
			while (length $octets) {
				my $put = syswrite $other{fileno $ready},
					$octets;
				return if !$put;
				substr $octets, 0, $put, '';
			}
		}
	}
}

sub listening {
	my ($file) = @_;
	my $listener = IO::Socket::INET->new(LocalAddr => '127.0.0.1',
		Listen => 8) || die "listen: $!";
	open my $out, '>', "$file.new" or die "$file: $!";
	print $out $listener->sockport, "\n";
	close $out;
	rename "$file.new", $file;
	return $listener;
}

sub octets {
	my ($socket, $count) = @_;
	my $all = '';

	while (length $all < $count) {
		sysread $socket, my $got, $count - length $all or exit;
		$all .= $got;
	}
	return $all;
}

sub note {
	my ($log, $line) = @_;
	open my $out, '>>', $log or die "$log: $!";
	print $out "$line\n";
	close $out;
}

# Each client in a process of its own.
sub serve {
	my ($listener, $talk) = @_;

	while (1) {
		my $client = $listener->accept or next;
		my $pid = fork // die "fork: $!";
		if ($pid == 0) {
			$talk->($client);
			exit;
		}
		close $client;
	}
}

sub http {
	my ($client, $port, $log) = @_;
	my $request = '';

	$request .= octets($client, 1) while $request !~ /\r\n\r\n\z/;
	note($log, join '|', split /\r\n/, $request);
	if ($request =~ /^CONNECT forbidden/) {
		syswrite $client, "HTTP/1.1 403 Not here\r\n\r\n";
		return;
	}
	syswrite $client, "HTTP/1.1 200 OK\r\n\r\n";
	carry($client, $client, server($port));
}

sub socks {
	my ($client, $port, $log, $secret) = @_;
	my ($version, $count) = unpack 'CC', octets($client, 2);
	my $method = defined $secret ? 2 : 0;

	if (octets($client, $count) !~ /\Q${\chr $method}/) {
		syswrite $client, "\5\377";
		return;
	}
	syswrite $client, pack 'CC', 5, $method;
	if ($method == 2) {
		my (undef, $length) = unpack 'CC', octets($client, 2);
		my $user = octets($client, $length);
		my $said = "$user:" . octets($client, ord octets($client, 1));
		note($log, "user $user");
		syswrite $client, pack 'CC', 1, $said ne $secret;
		return if $said ne $secret;
	}
	my (undef, undef, undef, $type) = unpack 'C4', octets($client, 4);
	my $host = $type == 3 ? octets($client, ord octets($client, 1))
		: join '.', unpack 'C4', octets($client, 4);
	note($log, "type $type host $host port " .
		unpack 'n', octets($client, 2));
	syswrite $client, "\5\0\0\1\0\0\0\0\0\0";
	carry($client, $client, server($port));
}

sub tls {
	my ($port, $file, $certificate, $authority) = @_;
	my $probe = listening($file);
	my $own = $probe->sockport;

	close $probe;
	my $pid = open2(my $from, my $to, qw(openssl s_server -quiet -naccept 1
		-verify_return_error -Verify 1 -CAfile), $authority, '-cert',
		$certificate, '-accept', "127.0.0.1:$own");
	$SIG{TERM} = sub { kill TERM => $pid; exit };
	carry($from, $to, server($port));
	kill TERM => $pid;
}

my ($way, @rest) = @ARGV;
if ($way eq 'stdio') {
	carry(\*STDIN, \*STDOUT, server(@rest));
} elsif ($way eq 'unix') {
	my ($path, $port) = @rest;
	my $listener = IO::Socket::UNIX->new(Local => $path, Listen => 8)
		|| die "$path: $!";
	serve($listener, sub { carry($_[0], $_[0], server($port)) });
} elsif ($way eq 'tls') {
	tls(@rest);
} else {
	my ($port, $file, $log, $secret) = @rest;
	my $talk = $way eq 'http' ? \&http : \&socks;
	serve(listening($file), sub { $talk->($_[0], $port, $log, $secret) });
}
