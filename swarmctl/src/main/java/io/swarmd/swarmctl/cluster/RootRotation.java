package io.swarmd.swarmctl.cluster;

import com.google.protobuf.ByteString;
import io.swarmd.api.Cluster;
import io.swarmd.api.ClusterSpec;
import io.swarmd.api.GetClusterRequest;
import io.swarmd.swarmctl.command.CommandException;
import io.swarmd.swarmctl.command.Flag;
import io.swarmd.swarmctl.command.Invocation;
import io.swarmd.swarmctl.command.Patience;
import io.swarmd.swarmctl.command.UsageException;
import io.swarmd.swarmctl.text.Spans;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;

/**
 * Gives the cluster another root, as the flags of {@code cluster update} say, and follows the rotation when asked to.
 * Progress goes to standard error, so that standard output holds the result alone.
 */
final class RootRotation {

  private static final Flag ROTATE = Flag.toggle("--rotate-ca", "give the cluster a new root CA, made by the managers "
      + "unless --ca-cert and --ca-key name one");
  private static final Flag CERTIFICATE =
      Flag.text("--ca-cert", "file of the root CA certificate to rotate to (PEM); the current one ends a rotation");
  private static final Flag KEY = Flag.text("--ca-key", "file of that CA's private key (PEM, not encrypted)");
  private static final Flag ABORT = Flag.toggle("--abort-ca-rotation", "go back to the root CA the cluster has");
  private static final Flag WAIT =
      Flag.toggle("--wait", "wait until all nodes have certificates of the new root CA, showing progress");
  private static final Flag TIMEOUT = Flag.span("--timeout", "", "with --wait: give up after this long, not succeeding");
  static final List<Flag> FLAGS = List.of(ROTATE, CERTIFICATE, KEY, ABORT, WAIT, TIMEOUT);

  private static final Duration LOOK_AGAIN = Duration.ofMillis(250);

  private RootRotation() {}

  /** Writes into the spec what the flags ask for. */
  static void edit(Invocation in, Cluster stored, ClusterSpec.Builder spec) {
    boolean named = in.given(CERTIFICATE.name());
    if (in.on(ABORT.name())) {
      if (in.on(ROTATE.name()) || named) {
        throw new UsageException("--abort-ca-rotation cannot go together with --rotate-ca or --ca-cert");
      }
      if (!stored.getRootCa().hasRootRotation()) {
        throw new CommandException("no root CA rotation is under way");
      }
      spec.getCaConfigBuilder().setSigningCaCert(stored.getRootCa().getCaCert()).clearSigningCaKey()
          .setForceRotate(stored.getRootCa().getLastForcedRotation());
    } else if (named) {
      spec.getCaConfigBuilder().setSigningCaCert(read(in, CERTIFICATE));
      if (in.given(KEY.name())) {
        spec.getCaConfigBuilder().setSigningCaKey(read(in, KEY));
      }
    } else if (in.given(KEY.name())) {
      throw new UsageException("--ca-key needs --ca-cert, the certificate it belongs to");
    } else if (in.on(ROTATE.name())) {
      spec.getCaConfigBuilder().setForceRotate(stored.getRootCa().getLastForcedRotation() + 1);
    }
  }

  private static ByteString read(Invocation in, Flag flag) {
    Path file = Path.of(in.text(flag.name()));
    try {
      return ByteString.copyFrom(Files.readAllBytes(file));
    } catch (IOException unreadable) {
      throw new CommandException(flag.name() + ": cannot read " + file + ": "
          + (Files.exists(file) ? unreadable.getMessage() : "no such file"));
    }
  }

  /** Does nothing unless waiting was asked for. */
  static void follow(Invocation in, String clusterId) {
    if (!in.on(WAIT.name())) {
      return;
    }
    Patience patience = in.patience(TIMEOUT.name());
    String told = "";
    while (true) {
      Cluster cluster = in.control().getCluster(
          GetClusterRequest.newBuilder().setClusterId(clusterId).build()).getCluster();
      if (!cluster.getRootCa().hasRootRotation()) {
        tell(in, "root CA: " + RootRotationStatus.digest(cluster.getRootCa().getCaCert()));
        return;
      }
      RootRotationStatus status = RootRotationStatus.of(in, cluster);
      if (told.isEmpty()) {
        tell(in, "desired root digest: " + status.targetDigest());
      }
      if (!status.line().equals(told)) {
        told = status.line();
        tell(in, told);
      }
      if (patience.over()) {
        throw new CommandException("the root CA was not rotated within " + Spans.format(in.span(TIMEOUT.name())) + ": "
            + told + wayOut(status));
      }
      in.sleep(LOOK_AGAIN);
    }
  }

  private static void tell(Invocation in, String line) {
    in.err().println(line);
    in.err().flush();
  }

  /** It goes on without the user; but not past nodes that are down. */
  private static String wayOut(RootRotationStatus status) {
    return status.waitsForDownNodes() ? "; start the nodes that are down, or remove them with 'node remove'"
        : "; it goes on, see 'cluster inspect'";
  }
}
