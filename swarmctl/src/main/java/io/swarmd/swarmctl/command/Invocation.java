package io.swarmd.swarmctl.command;

import io.swarmd.api.CAGrpc;
import io.swarmd.api.ControlGrpc;
import io.swarmd.api.LogsGrpc;
import io.swarmd.api.v1.BackupGrpc;
import io.swarmd.api.v1.CapacityGrpc;
import io.swarmd.api.v1.WaitingGrpc;
import io.swarmd.model.text.CommaSeparated;
import io.swarmd.swarmctl.text.Spans;
import java.io.InputStream;
import java.io.PrintStream;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;

/** A command with the flags and arguments it was given. Only flags on the command line have an effect. */
public final class Invocation {

  private final Session session;
  private final String socket;
  private final boolean resolveNames;
  private final Map<String, List<String>> given;
  private final List<String> arguments;
  private ControlGrpc.ControlBlockingStub control;
  private LogsGrpc.LogsStub logs;

  Invocation(Session session, String socket, boolean resolveNames, Map<String, List<String>> given,
      List<String> arguments) {
    this.session = session;
    this.socket = socket;
    this.resolveNames = resolveNames;
    this.given = given;
    this.arguments = arguments;
  }

  /** The Control service of the manager; connects on first use. */
  public ControlGrpc.ControlBlockingStub control() {
    if (control == null) {
      control = session.control(socket);
    }
    return control;
  }

  /** Tells why tasks wait; only managers of this project answer. */
  public WaitingGrpc.WaitingBlockingStub waiting() {
    return session.waiting(socket);
  }

  /** Tells what nodes have left; only managers of this project answer. */
  public CapacityGrpc.CapacityBlockingStub capacity() {
    return session.capacity(socket);
  }

  /** Takes backups; only managers of this project answer. */
  public BackupGrpc.BackupBlockingStub backup() {
    return session.backup(socket);
  }

  /** Passes on the output of tasks; connects on first use. */
  public LogsGrpc.LogsStub logs() {
    if (logs == null) {
      logs = session.logs(socket);
    }
    return logs;
  }

  public CAGrpc.CABlockingStub authority() {
    return session.authority(socket);
  }

  /** What is typed or piped into the program. */
  public InputStream input() {
    return session.in();
  }

  public PrintStream out() {
    return session.out();
  }

  public PrintStream err() {
    return session.err();
  }

  public Instant now() {
    return session.now().get();
  }

  /** A clock that never goes back. */
  public long nanos() {
    return session.nanos().getAsLong();
  }

  /** Begins to wait no longer than the flag says; without it, for ever. */
  public Patience patience(String flag) {
    long began = session.nanos().getAsLong();
    return () -> given(flag) && session.nanos().getAsLong() - began > span(flag).toNanos();
  }

  /** Waits; an interrupt ends the command. */
  public void sleep(Duration span) {
    try {
      session.pause().sleep(span);
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
      throw new CommandException("interrupted");
    }
  }

  /** Whether ids are to be shown as names. */
  public boolean resolveNames() {
    return resolveNames;
  }

  public List<String> arguments() {
    return arguments;
  }

  /** The only argument. */
  public String argument() {
    return arguments.getFirst();
  }

  public boolean given(String flag) {
    return given.containsKey(flag);
  }

  /** The value given last; empty when there is none. */
  public String text(String flag) {
    return given(flag) ? given.get(flag).getLast() : "";
  }

  /** All values of a list. */
  public List<String> list(String flag) {
    return given.getOrDefault(flag, List.of()).stream().flatMap(text -> CommaSeparated.parse(text).stream()).toList();
  }

  /** The values of a flag that may be repeated but is no list. */
  public List<String> each(String flag) {
    return given.getOrDefault(flag, List.of());
  }

  public boolean on(String flag) {
    return Boolean.parseBoolean(text(flag));
  }

  /** A number, checked when the command line was read. */
  public long number(String flag) {
    return text(flag).startsWith("-") ? Long.parseLong(text(flag)) : Long.parseUnsignedLong(text(flag));
  }

  /** A span, checked when the command line was read. */
  public Duration span(String flag) {
    return Spans.parse(text(flag)).orElseThrow();
  }

  /** Whether the output is meant for programs. */
  public boolean json() {
    return text(Output.FORMAT.name()).equals("json");
  }
}
