package io.swarmd.swarmd;

import io.swarmd.api.ExternalCA;
import io.swarmd.identity.IdentityException;
import io.swarmd.identity.lock.UnlockKey;
import io.swarmd.identity.transport.HostAndPort;
import io.swarmd.model.external.AuthorityOption;
import io.swarmd.model.external.AuthorityUrl;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** The flags of {@code swarmd}: SwarmKit's (control sheet, section 19), and some of our own. */
@Command(name = "swarmd", sortOptions = false, usageHelpAutoWidth = true,
    description = {
    "Runs one member of a swarm: a manager, a worker, or both.",
    "'swarmd dump --help' tells how to look into a stopped manager's state directory, 'swarmd leave --help' how a node "
    + "leaves its swarm."})
final class Options {

  private static final Pattern ENGINE_ADDRESS = Pattern.compile("unix:///\\S+|tcp://[^/\\s]+:\\d{1,5}/?");

  @Option(names = {"-d", "--state-dir"}, paramLabel = "DIR", description = "State directory (default ${DEFAULT-VALUE})")
  Path stateDirectory = Path.of("/var/lib/swarmd");

  @Option(names = "--listen-control-api", paramLabel = "PATH",
      description = "Unix socket of the control API (default ${DEFAULT-VALUE})")
  String listenControlApi = "/var/run/swarmd.sock";

  @Option(names = "--listen-remote-api", paramLabel = "HOST:PORT",
      description = "Address other nodes connect to (default ${DEFAULT-VALUE})")
  String listenRemoteApi = "0.0.0.0:4242";

  @Option(names = "--advertise-remote-api", paramLabel = "HOST:PORT",
      description = "Address told to other nodes, where it differs from the one listened on")
  String advertiseRemoteApi = "";

  @Option(names = "--join-addr", paramLabel = "HOST:PORT", description = "A manager of the swarm to join")
  String joinAddress = "";

  @Option(names = "--join-token", paramLabel = "TOKEN",
      description = "The token that admits this node, as a worker or as a manager")
  String joinToken = "";

  @Option(names = "--hostname", paramLabel = "NAME", description = "Name to report instead of the machine's own")
  String hostname = "";

  @Option(names = "--executor", paramLabel = "KIND",
      description = "What runs tasks: auto, process, docker or hollow (default ${DEFAULT-VALUE})")
  String executor = "auto";

  @Option(names = "--engine-addr", paramLabel = "ADDRESS",
      description = "Address of the Docker Engine that runs containers (default ${DEFAULT-VALUE})")
  String engineAddress = "unix:///var/run/docker.sock";

  @Option(names = "--heartbeat-tick", paramLabel = "TICKS",
      description = "Ticks of 100 ms between the leader's heartbeats, for a new cluster (default ${DEFAULT-VALUE})")
  int heartbeatTick = 1;

  @Option(names = "--election-tick", paramLabel = "TICKS",
      description = "Ticks of 100 ms without heartbeat before an election, for a new cluster (default ${DEFAULT-VALUE})")
  int electionTick = 10;

  @Mixin
  AllocationOptions allocation = new AllocationOptions();

  @Option(names = "--listen-metrics", paramLabel = "HOST:PORT", description = "Address of the Prometheus endpoint")
  String listenMetrics = "";

  @Option(names = {"-l", "--log-level"}, paramLabel = "LEVEL",
      description = "debug, info, warn, error, fatal or panic (default ${DEFAULT-VALUE})")
  String logLevel = "info";

  @Mixin
  RecoveryOptions recovery = new RecoveryOptions();

  @Option(names = "--autolock", description = "Lock the keys of a new cluster's managers: they start with an unlock key only")
  boolean autolock;

  @Option(names = "--unlock-key", paramLabel = "KEY", description = "The key that unlocks this manager's keys: SWMKEY-1-...")
  String unlockKey = "";

  @Option(names = "--external-ca", paramLabel = "SPEC",
      description = "Who signs a new cluster's certificates: protocol=cfssl,url=https://HOST:PORT/PATH; may be repeated")
  List<String> externalCa = List.of();

  @Option(names = "--generic-node-resources", paramLabel = "LIST",
      description = "Resources of this node's own kinds (not yet supported)")
  String genericNodeResources;

  @Option(names = "--listen-debug", paramLabel = "HOST:PORT", description = "Address of the debug server (not yet supported)")
  String listenDebug;

  @Option(names = {"-v", "--version"}, description = "Print the version and exit")
  boolean version;

  @Option(names = {"-h", "--help"}, usageHelp = true, description = "Show this help and exit")
  boolean help;

  /**
   * Refuses what is malformed or does not work yet.
   *
   * @throws InvalidOption with one line for the user
   */
  void check() {
    refuse(genericNodeResources != null, "--generic-node-resources", "describe the node by labels instead");
    refuse(listenDebug != null, "--listen-debug", "use jcmd on the process instead");
    checkEngineAddress();
    if (!List.of("auto", "process", "docker", "hollow").contains(executor)) {
      throw new InvalidOption("--executor: '" + executor + "' is not one of auto, process, docker, hollow");
    }
    checkAddress("--listen-remote-api", listenRemoteApi);
    if (!advertiseRemoteApi.isEmpty()) {
      checkAddress("--advertise-remote-api", advertiseRemoteApi);
      checkAdvertised(HostAndPort.parse(advertiseRemoteApi));
    }
    if (!joinAddress.isEmpty()) {
      checkAddress("--join-addr", joinAddress);
    }
    if (!listenMetrics.isEmpty()) {
      checkAddress("--listen-metrics", listenMetrics);
    }
    if (heartbeatTick < 1 || electionTick <= heartbeatTick) {
      throw new InvalidOption("--election-tick (" + electionTick + ") must be greater than --heartbeat-tick ("
          + heartbeatTick + "), and both at least 1");
    }
    recovery.check(!joinAddress.isEmpty() || !joinToken.isEmpty());
    unlockKey();
    externals();
    allocation.settings();
    LogLevel.parse(logLevel);
  }

  /** Whether a directory without a node becomes that of a new cluster. */
  boolean founds() {
    return joinAddress.isEmpty() && joinToken.isEmpty() && unlockKey.isEmpty() && !recovery.forceNewCluster;
  }

  /** The key that opens a locked manager's key file; empty where none is given. */
  Optional<UnlockKey> unlockKey() {
    try {
      return unlockKey.isEmpty() ? Optional.empty() : Optional.of(UnlockKey.parse(unlockKey));
    } catch (IdentityException malformed) {
      throw new InvalidOption(malformed.getMessage());
    }
  }

  /** Who signs certificates in the managers' place; empty where the managers do. */
  List<ExternalCA> externals() {
    try {
      List<ExternalCA> externals = externalCa.stream().map(AuthorityOption::parse).toList();
      externals.forEach(external -> AuthorityUrl.parse(external.getUrl()));
      return externals;
    } catch (IllegalArgumentException malformed) {
      throw new InvalidOption("--external-ca: " + malformed.getMessage());
    }
  }

  private static void refuse(boolean given, String flag, String instead) {
    if (given) {
      throw new InvalidOption(flag + " is not supported yet: " + instead);
    }
  }

  private void checkEngineAddress() {
    if (!engineAddress.contains("://")) {
      throw new InvalidOption("unable to parse docker host `" + engineAddress + "`");
    }
    if (!ENGINE_ADDRESS.matcher(engineAddress).matches()) {
      throw new InvalidOption("--engine-addr: an Engine cannot be reached at " + engineAddress
          + ": give unix:///PATH or tcp://HOST:PORT");
    }
  }

  /** Others would take a wildcard for themselves (identity sheet, scenario 66). */
  private static void checkAdvertised(HostAndPort address) {
    if (ListenAddress.isWildcard(address.host()) || address.port() == 0) {
      throw new InvalidOption("--advertise-remote-api: others cannot connect to " + address
          + ": give this machine's own address and its port");
    }
  }

  private static void checkAddress(String flag, String address) {
    try {
      HostAndPort.parse(address);
    } catch (IdentityException malformed) {
      throw new InvalidOption(flag + ": " + malformed.getMessage());
    }
  }
}
