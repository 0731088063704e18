package io.swarmd.swarmd;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

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
  }

  @ParameterizedTest
  @ValueSource(strings = {"--force-new-cluster", "--autolock", "--unlock-key=SWMKEY-1-x", "--external-ca=x",
      "--generic-node-resources=gpu=1", "--listen-debug=127.0.0.1:1", "--engine-addr=unix:///var/run/docker.sock",
      "--executor=docker"})
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
      "--log-level=foo                    | not a valid logrus Level: \"foo\"",
      "--engine-addr=foo                  | unable to parse docker host `foo`",
      "--executor=podman                  | --executor: 'podman' is not one of auto, process, docker, hollow",
      "--election-tick=1                  | --election-tick (1) must be greater than --heartbeat-tick (1), and both at least 1"})
  void whatIsMalformedIsRefusedWithItsFlag(String argument, String text) {
    assertThatThrownBy(() -> parsed(argument).check()).isInstanceOf(InvalidOption.class).hasMessage(text);
  }

  @Test
  void anUnknownFlagIsAnError() {
    assertThatThrownBy(() -> parsed("--bogus")).isInstanceOf(CommandLine.ParameterException.class)
        .hasMessageContaining("--bogus");
  }
}
