# lmtp-sink.pl - an LMTP server (RFC 2033) that keeps what it gets, and
# misbehaves on request; it knows nothing of the code under test.
#
#	lmtp-sink.pl ADDRESS SAVE LOG FEATURES [FAULT]...
#
# ADDRESS is the path of a socket, or else a file that gets the port once it
# listens.  SAVE is a directory for the messages, which have LF line ends and no
# dots stuffed there.  LOG gets what the client says; FEATURES are announced,
# with commas between.  A fault is STEP:N:REPLY: at the Nth time (0: each
# time) that STEP comes (CONNECT, LHLO, MAIL, RCPT, DATA, DOT), REPLY takes the
# place of the right one:
#
#	close	  nothing more is said
#	taken	  the same, but the message is kept
#	hang	  until the client leaves
#	endless	  a line without an end
#	lines	  a reply without an end
#	drip	  an octet now and then
#	TEXT	  a reply, such as "450 later"
#
# "CUT:0:FILE" closes a connection after as many octets have been said as FILE
# says when it begins; without FILE all is said.

use strict;
use warnings;
use IO::Socket::INET;
use IO::Socket::UNIX;
use Time::HiRes qw(sleep);

$SIG{PIPE} = 'IGNORE';
my ($address, $save, $log, $features, @faults) = @ARGV;
my ($kept, %times) = (0);
my ($client, $said, $cut);

sub note {
	open my $file, '>>', $log or die "$log: $!\n";
	print $file "@_\n";
	close $file;
}

sub say_octets {
	my ($octets) = @_;
	if (defined $cut && $said + length $octets > $cut) {
		syswrite $client, substr $octets, 0, $cut - $said;
		return 0;
	}
	$said += length $octets;
	return defined syswrite $client, $octets;
}

sub misbehave {
	my ($how) = @_;
	note("fault $how");
	return say_octets("$how\r\n") && $how !~ /^421/ if $how =~ /^[\d+]/;
	if ($how eq 'hang') {
		1 while sysread $client, my $octets, 4096;
	} elsif ($how eq 'endless') {
		1 while say_octets('250-' . 'x' x 4096);
	} elsif ($how eq 'lines') {
		1 while say_octets("250-x\r\n" x 100);
	} elsif ($how eq 'drip') {
		sleep 0.05 while say_octets('2');
	}
	return 0;
}

# Whether the session goes on.
sub answer {
	my ($step, $reply) = @_;
	my $time = ++$times{$step};
	for my $fault (@faults) {
		return misbehave($1)
		    if $fault =~ /^$step:(?:0|$time):(.*)/s;
	}
	return say_octets("$reply\r\n");
}

sub is_fault {
	my ($step, $how) = @_;
	my $time = ($times{$step} // 0) + 1;
	return grep { /^$step:(?:0|$time):$how/ } @faults;
}

sub keep {
	my ($octets) = @_;
	$octets =~ s/\r\n/\n/g;
	my $name = sprintf '%s/%d-%03d', $save, $$, $kept++;
	open my $file, '>:raw', $name or die "$name: $!\n";
	print $file $octets;
	close $file;
}

my $rest = '';
sub read_line {
	while ($rest !~ /\r\n/) {
		my $got = sysread $client, my $octets, 65536;
		return undef unless $got;
		$rest .= $octets;
	}
	$rest =~ s/\A(.*?)\r\n//s;
	return $1;
}

sub read_message {
	while ($rest !~ /\A\.\r\n/ && $rest !~ /\r\n\.\r\n/) {
		my $got = sysread $client, my $octets, 1 << 20;
		return undef unless $got;
		$rest .= $octets;
	}
	if ($rest =~ s/\A\.\r\n//) {
		return '';
	}
	$rest =~ s/\A(.*?\r\n)\.\r\n//s;
	my $message = $1;
	note('a lone LF came') if $message =~ /(?<!\r)\n/;
	$message =~ s/^\.//mg;
	return $message;
}

sub read_cut {
	for my $fault (@faults) {
		next unless $fault =~ /^CUT:0:(.*)/s && open my $file, '<', $1;
		return scalar <$file>;
	}
	return undef;
}

sub session {
	($said, $rest, $cut) = (0, '', read_cut());
	return unless answer('CONNECT', '220 sink LMTP');
	while (defined(my $line = read_line())) {
		note($line);
		my ($verb) = uc($line) =~ /^([A-Z]+)/;
		if ($verb eq 'LHLO') {
			my @lines = ('sink', split /,/, $features);
			my $last = pop @lines;
			return unless answer('LHLO', join '',
				(map { "250-$_\r\n" } @lines), "250 $last");
		} elsif ($verb eq 'MAIL' || $verb eq 'RCPT') {
			return unless answer($verb, '250 ok');
		} elsif ($verb eq 'DATA') {
			my $refused = is_fault('DATA', '[45]');
			return unless answer('DATA', '354 go on');
			next if $refused;
			my $message = read_message();
			return unless defined $message;
			keep($message) if !is_fault('DOT', '(?!taken)');
			return unless answer('DOT', '250 taken');
		} elsif ($verb eq 'QUIT') {
			say_octets("221 bye\r\n");
			return;
		} else {
			say_octets("500 what?\r\n");
		}
	}
}

my $server;
if ($address =~ /\.socket\z/) {
	$server = IO::Socket::UNIX->new(Local => $address, Listen => 5)
	    or die "$address: $!\n";
} else {
	$server = IO::Socket::INET->new(LocalAddr => '127.0.0.1', Listen => 5)
	    or die "listen: $!\n";
	open my $file, '>', "$address.new" or die "$address: $!\n";
	print $file $server->sockport, "\n";
	close $file;
	rename "$address.new", $address or die "$address: $!\n";
}
while (1) {
	$client = $server->accept or next;
	binmode $client;
	note('connected');
	session();
	close $client;
}
