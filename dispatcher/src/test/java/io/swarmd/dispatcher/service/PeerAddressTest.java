package io.swarmd.dispatcher.service;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Optional;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PeerAddressTest {

  @ParameterizedTest
  @CsvSource({
    "192.0.2.1:4242, 192.0.2.1", "[2001:db8::1]:4242, 2001:db8::1", "[::1]:1, ::1",
    "localhost:4242,", "[nonsense]:1,", ":4242,", "'',"
  })
  void onlyAnIpAddressCounts(String hostAndPort, String ip) {
    assertThat(PeerAddress.ip(hostAndPort)).isEqualTo(Optional.ofNullable(ip));
  }
}
