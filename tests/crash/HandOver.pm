# HandOver.pm - a world whose messages are handed over to a program or to an
# LMTP server.
#
# What takes them is alive when popfetch is killed and goes on, so a run is over
# once the last process has gone that it started.

package HandOver;

use strict;
use warnings;

use FindBin;
use Time::HiRes qw(sleep);
use World;

our @ISA = qw(World);

# HandOver->new(kind => 'mda' or 'lmtp', keep => BOOL)
sub new {
	my ($class, %mode) = @_;
	my $self = $class->SUPER::new(%mode, batches => 'one', others => 0);
	my $home = $self->{home};

	World::spew("$home/taker", <<"END");
#!/bin/sh
cat >"$home/\$\$" && mv "$home/\$\$" "$home/mail/taken/"
END
	chmod 0700, "$home/taker";
	$self->sink_start if $self->{kind} eq 'lmtp';
	return $self;
}

sub sink_start {
	my ($self) = @_;
	my $home = $self->{home};
	my $pid = fork();

	die "fork: $!\n" unless defined $pid;
	if ($pid == 0) {
		open STDIN, '<', '/dev/null';
		exec 'perl', "$FindBin::Bin/../cli/lmtp-sink.pl",
		    "$home/sink.socket", "$home/mail/taken", "$home/sink.log",
		    'PIPELINING,8BITMIME,SIZE';
		die "cannot start the LMTP server: $!\n";
	}
	$self->{sink} = $pid;
	for (1 .. 1000) {
		last if -S "$home/sink.socket";
		sleep 0.01;
	}
}

sub end {
	my ($self) = @_;

	if ($self->{sink}) {
		kill 'TERM', $self->{sink};
		waitpid $self->{sink}, 0;
	}
	$self->SUPER::end;
}

sub reset {
	my ($self) = @_;

	$self->SUPER::reset;
	mkdir "$self->{home}/mail/taken";
	unlink "$self->{home}/sink.log";
}

sub command {
	my ($self) = @_;
	my @command = $self->SUPER::command;

	splice @command, -3, 2, $self->{kind} eq 'mda'
	    ? ('--mda', "$self->{home}/taker")
	    : ('--lmtp', "$self->{home}/sink.socket");
	return @command;
}

# Each process of a run has the pipe's one end until it ends.
sub run {
	my ($self, @command) = @_;
	local $^F = 1000;
	pipe my $reader, my $writer or die "pipe: $!\n";
	my @came_of_it = $self->SUPER::run(@command);

	close $writer;
	1 while sysread $reader, my $octets, 1;
	return @came_of_it;
}

sub delivered {
	my ($self) = @_;

	return map { World::slurp($_) }
	    World::files_below("$self->{home}/mail/taken");
}

sub left_over {
	my ($self) = @_;

	return grep { !m{/mail/taken/[^/]+\z} } $self->SUPER::left_over;
}

1;
