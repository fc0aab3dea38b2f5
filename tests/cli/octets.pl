# octets.pl - messages octet by octet, for the tests; it knows nothing of the
# code under test.
#
#	octets.pl corpus DIR	messages that are hard to carry
#	octets.pl arriving DIR	digests of the files of a maildrop, as they
#				have to arrive: LF line ends, the last line ended
#	octets.pl files DIR	digests of the files below DIR as they are
#	octets.pl mbox FILE	digests of an mboxrd file's messages, unquoted
#	octets.pl dialogue HOST PORT LINE...
#				sends all lines at once, shows what comes back
#	octets.pl hold HOST PORT LINE...
#				the same, but leaves only when the server does
#
# Digests are sorted, one a line, with the octets each stands for.

use strict;
use warnings;
use Digest::SHA qw(sha256_hex);
use File::Find;
use IO::Socket::INET;

binmode STDOUT;

sub slurp {
	my ($path) = @_;
	local $/;
	open my $file, '<:raw', $path or die "$path: $!\n";
	my $octets = <$file>;
	close $file;
	return defined $octets ? $octets : '';
}

sub show {
	print map { sprintf "%s %d\n", sha256_hex($_), length } 
	    sort { sha256_hex($a) cmp sha256_hex($b) } @_;
}

sub files_below {
	my ($dir) = @_;
	my @paths;
	find(sub { push @paths, $File::Find::name if -f && !/\.uid$/ }, $dir);
	return sort @paths;
}

sub arrives {
	my ($octets) = @_;
	$octets =~ s/\r\n/\n/g;
	$octets .= "\n" if length $octets && $octets !~ /\n\z/;
	return $octets;
}

sub unquoted {
	my ($mbox) = @_;
	return () if $mbox eq '';
	die "no From line first\n" unless $mbox =~ /\AFrom /;
	my @messages;
	for my $part (split /^(?=From )/m, $mbox) {
		$part =~ s/\AFrom [^\n]*\n//;
		$part =~ s/\n\z// or die "no blank line at the end\n";
		die "no blank line at the end\n"
		    if length $part && $part !~ /\n\z/;
		$part =~ s/^>(>*From )/$1/mg;
		push @messages, $part;
	}
	return @messages;
}

sub corpus {
	my ($dir) = @_;
	my $head = "From: a\@example.org\nSubject: x\n\n";
	my %message = (
		'01-dots'       => $head . ".\n..\n.x\n...\n. \n.\n\n.\n",
		'02-from'       => $head . "From x\n\nFrom me to you\nFrom \n",
		'03-quoted'     => $head . ">From x\n>>From x\n > From\n>from\n",
		'04-long-lines' => $head . 'x' x 100_000 . "\n" . '.' x 100_000
		    . "\n" . 'From ' x 20_000 . "\n",
		'05-bare-cr'    => $head . "a\rb\r\rc\n\rd\n",
		'06-nul'        => $head . "a\0b\n\0\n\0\0\n",
		'07-8-bit'      => $head . join('', map { chr } 128 .. 255)
		    . "\n\xff\xfe\n",
		'08-empty'      => '',
		'09-no-newline' => $head . 'the end',
		'10-header'     => "From: a\@example.org\nSubject: header only\n",
		'11-blank'      => "\n",
		'12-no-header'  => "\nbody only\n",
		'13-crlf'       => "Subject: crlf\r\n\r\nline\r\n.dot\r\n",
		'14-dot-end'    => $head . '.',
		'15-blank-end'  => $head . "x\n\n\n\n",
		'16-from-first' => "From here on\nSubject: x\n\nFrom\n",
		'17-controls'   => $head
		    . join('', map { chr } grep { $_ != 10 && $_ != 13 } 1 .. 31)
		    . "\n",
		'18-lone-cr-end' => $head . "x\r",
		'19-big'        => $head . ("0123456789 From .\n" x 150_000),
	);
	for my $name (keys %message) {
		open my $file, '>:raw', "$dir/$name.eml" or die "$dir: $!\n";
		print $file $message{$name};
		close $file or die "$dir: $!\n";
	}
}

sub dialogue {
	my ($ending, $host, $port, @lines) = @_;
	my $socket = IO::Socket::INET->new(
		PeerAddr => $host, PeerPort => $port) or die "connect: $@\n";
	binmode $socket;
	$socket->autoflush(1);
	print $socket join('', map { "$_\r\n" } @lines);
	shutdown $socket, 1 if $ending eq 'dialogue';
	while (sysread $socket, my $octets, 65536) {
		print $octets;
	}
}

my ($what, @arguments) = @ARGV;
if ($what eq 'corpus') {
	corpus(@arguments);
} elsif ($what eq 'arriving') {
	show(map { arrives(slurp($_)) } files_below(@arguments));
} elsif ($what eq 'files') {
	show(map { slurp($_) } files_below(@arguments));
} elsif ($what eq 'mbox') {
	show(unquoted(slurp(@arguments)));
} elsif ($what eq 'dialogue' || $what eq 'hold') {
	dialogue($what, @arguments);
} else {
	die "octets.pl: what is '$what'?\n";
}
