package io.swarmd.swarmd.leave;

import io.grpc.ManagedChannel;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.swarmd.api.v1.DepartureGrpc;
import io.swarmd.api.v1.LeaveSwarmProgress;
import io.swarmd.api.v1.LeaveSwarmRequest;
import io.swarmd.identity.IdentityException;
import io.swarmd.identity.file.CertificateFiles;
import io.swarmd.identity.file.StateDirectory;
import io.swarmd.identity.lock.LockedException;
import io.swarmd.identity.transport.ControlSocket;
import java.io.IOException;
import java.io.PrintStream;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.SocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Iterator;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code swarmd leave}: asks the node that runs on a state directory to leave, or erases one on which none runs. */
@Command(name = "swarmd leave", sortOptions = false, usageHelpAutoWidth = true, description = {
    "Leaves the swarm: this node's tasks end, its managers let go of it, its state is erased and its swarmd ends.",
    "A manager leaves by force only; it is taken out of the managers first."})
public final class LeaveCommand {

  private static final String NO_MEMBER = "This node is not part of a swarm";
  private static final String LOCKED =
      "Swarm is encrypted and locked. Please unlock it first or use `--force` to ignore this message.";

  @Option(names = {"-d", "--state-dir"}, paramLabel = "DIR", description = "State directory (default ${DEFAULT-VALUE})")
  Path stateDirectory = Path.of("/var/lib/swarmd");

  @Option(names = {"-f", "--force"}, description = "Also as a manager; and without a running swarmd, erase the state only")
  boolean force;

  @Option(names = {"-h", "--help"}, usageHelp = true, description = "Show this help and exit")
  boolean help;

  /**
   * Leaves; says meanwhile what is done.
   *
   * @throws IdentityException with one line: nothing was done, or not all
   */
  public void run(PrintStream out, PrintStream warnings) {
    Path socket = NodeSocket.in(stateDirectory);
    if (answers(socket)) {
      ask(socket, out, warnings);
    } else {
      erase(out, warnings);
    }
  }

  private static boolean answers(Path socket) {
    try (SocketChannel probe = SocketChannel.open(UnixDomainSocketAddress.of(socket))) {
      return probe.isConnected();
    } catch (IOException | IllegalArgumentException nobody) {
      return false;
    }
  }

  private void ask(Path socket, PrintStream out, PrintStream warnings) {
    ManagedChannel channel = ControlSocket.channel(socket).build();
    try {
      Iterator<LeaveSwarmProgress> told = DepartureGrpc.newBlockingStub(channel)
          .leave(LeaveSwarmRequest.newBuilder().setForce(force).build());
      while (told.hasNext()) {
        LeaveSwarmProgress progress = told.next();
        (progress.getWarning() ? warnings : out)
            .println(progress.getWarning() ? "Warning: " + progress.getText() : progress.getText());
      }
    } catch (StatusRuntimeException failed) {
      throw new IdentityException(failed.getStatus().getCode() == Status.Code.UNAVAILABLE
          ? "swarmd ended before this node had left: 'swarmd leave --force -d " + stateDirectory + "' erases what is left"
          : failed.getStatus().getDescription(), failed);
    } finally {
      channel.shutdownNow();
    }
  }

  private void erase(PrintStream out, PrintStream warnings) {
    CertificateFiles files = new CertificateFiles(stateDirectory.resolve("certificates"));
    if (!files.hasNode() && !Files.exists(stateDirectory.resolve("raft"))) {
      throw new IdentityException(NO_MEMBER);
    }
    try (StateDirectory directory = StateDirectory.open(stateDirectory)) {
      if (!force) {
        throw new IdentityException(isLocked(files) ? LOCKED : "no swarmd runs on " + stateDirectory + ": start it, so "
            + "that the others are told, or use `--force` to only erase its state");
      }
      directory.erase();
    }
    warnings.println("Warning: the managers were not told, and this node stays listed: have one of them remove it, see "
        + "'swarmctl node ls', for a manager 'swarmctl node demote', then 'swarmctl node rm'");
    out.println("Node left the swarm.");
  }

  private static boolean isLocked(CertificateFiles files) {
    try {
      files.readKey();
      return false;
    } catch (LockedException locked) {
      return true;
    } catch (IdentityException unreadable) {
      return false;
    }
  }
}
