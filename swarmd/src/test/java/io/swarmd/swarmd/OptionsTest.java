package io.swarmd.swarmd;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.swarmd.allocator.AllocatorSettings;
import io.swarmd.allocator.book.PortRules;
import io.swarmd.model.address.Subnet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import picocli.CommandLine;

class OptionsTest {

  private static Options parsed(String... arguments) {
    Options options = new Options();
    new CommandLine(options).parseArgs(arguments);
    return options;
  }

  @Test
  void defaultsAreThoseOfTheOriginal() {
    Options options = parsed();
    options.check();
    assertThat(options.stateDirectory).hasToString("/var/lib/swarmd");
    assertThat(options.listenControlApi).isEqualTo("/var/run/swarmd.sock");
    assertThat(options.listenRemoteApi).isEqualTo("0.0.0.0:4242");
    assertThat(options.heartbeatTick).isEqualTo(1);
    assertThat(options.electionTick).isEqualTo(10);
    assertThat(options.logLevel).isEqualTo("info");
    assertThat(options.executor).isEqualTo("auto");
    assertThat(options.engineAddress).isEqualTo("unix:///var/run/docker.sock");
  }

  @ParameterizedTest
  @ValueSource(strings = {"--generic-node-resources=gpu=1", "--listen-debug=127.0.0.1:1"})
  void whatDoesNotWorkYetIsRefusedByNameWithAWayOut(String argument) {
    assertThatThrownBy(() -> parsed(argument).check()).isInstanceOf(InvalidOption.class)
        .hasMessageContaining(argument.split("=")[0]).hasMessageContaining("is not supported yet: ");
  }

  @ParameterizedTest
  @CsvSource(delimiter = '|', value = {
      "--listen-remote-api=nowhere        | --listen-remote-api: invalid address nowhere: expected host:port",
      "--advertise-remote-api=a:b         | --advertise-remote-api: invalid address a:b: expected host:port",
      "--advertise-remote-api=0.0.0.0:42  | --advertise-remote-api: others cannot connect to 0.0.0.0:42: "
          + "give this machine's own address and its port",
      "--advertise-remote-api=10.0.0.1:0  | --advertise-remote-api: others cannot connect to 10.0.0.1:0: "
          + "give this machine's own address and its port",
      "--join-addr=host:99999             | --join-addr: invalid address host:99999: expected host:port",
      "--unlock-key=SWMKEY-1-x            | invalid key string",
      "--external-ca=url=https://a/b       | --external-ca: the external-ca option needs a protocol= parameter",
      "--external-ca=protocol=cfssl,url=x  | --external-ca: invalid external CA URL 'x': "
          + "expected https://host[:port]/path",
      "--log-level=foo                    | not a valid logrus Level: \"foo\"",
      "--engine-addr=foo                  | unable to parse docker host `foo`",
      "--engine-addr=ssh://host           | --engine-addr: an Engine cannot be reached at ssh://host: "
          + "give unix:///PATH or tcp://HOST:PORT",
      "--engine-addr=tcp://host           | --engine-addr: an Engine cannot be reached at tcp://host: "
          + "give unix:///PATH or tcp://HOST:PORT",
      "--executor=podman                  | --executor: 'podman' is not one of auto, process, docker, hollow",
      "--published-port-range=40-30       | --published-port-range: '40-30' is no range of ports, as 30000-32767 is one",
      "--published-port-range=0-70000     | --published-port-range: '0-70000' is no range of ports, as 30000-32767 is one",
      "--forbidden-ports=22,ssh           | --forbidden-ports: 'ssh' is no port: ports are 1 to 65535",
      "--excluded-subnets=fd00::/8        | --excluded-subnets: 'fd00::/8' is no IPv4 subnet, as 10.1.0.0/16 is one",
      "--election-tick=1                  | --election-tick (1) must be greater than --heartbeat-tick (1), and both at least 1"})
  void whatIsMalformedIsRefusedWithItsFlag(String argument, String text) {
    assertThatThrownBy(() -> parsed(argument).check()).isInstanceOf(InvalidOption.class).hasMessage(text);
  }

  @Test
  void portsAndSubnetsToKeepOffAreTaken() {
    assertThat(parsed().allocation.settings()).isEqualTo(AllocatorSettings.DEFAULTS);
    assertThat(parsed("--published-port-range=20000-20100", "--forbidden-ports=22,4789",
        "--excluded-subnets=10.0.0.0/16", "--excluded-subnets=10.9.0.0/16").allocation.settings())
        .isEqualTo(new AllocatorSettings(new PortRules(20_000, 20_100, Set.of(22, 4789)), List.of(
            Subnet.parse("10.0.0.0/16").orElseThrow(), Subnet.parse("10.9.0.0/16").orElseThrow())));
  }

  @Test
  void anUnknownFlagIsAnError() {
    assertThatThrownBy(() -> parsed("--bogus")).isInstanceOf(CommandLine.ParameterException.class)
        .hasMessageContaining("--bogus");
  }
}
