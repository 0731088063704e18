package io.swarmd.model.address;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class IpAddressTest {

  @ParameterizedTest
  @ValueSource(strings = {"", "abc", "1.2.3", "1.2.3.4.5", "266.1.1.1", "01.2.3.4", "1.2.3.-4", "1.2.3.4 ", ":",
      "fe80::1%eth0", "[::1]", "localhost"})
  void otherTextIsNoAddress(String text) {
    assertThat(IpAddress.parse(text)).isEmpty();
  }

  @ParameterizedTest
  @CsvSource({"2001:db8::2,2001:db8:0::2", "::ffff:10.0.0.1,10.0.0.1", "2001:DB8::2,2001:db8:0:0:0:0:0:2"})
  void spellingsOfAnAddressAreEqual(String one, String other) {
    assertThat(IpAddress.parse(one)).isPresent().isEqualTo(IpAddress.parse(other));
  }

  @Test
  void isWrittenAsUsual() {
    assertThat(IpAddress.parse("10.1.255.7").orElseThrow()).hasToString("10.1.255.7");
    assertThat(IpAddress.parse("2001:db8::2").orElseThrow()).hasToString("2001:db8:0:0:0:0:0:2");
  }

  @ParameterizedTest
  @ValueSource(strings = {"10.0.0.0", "10.0.0.0/33", "10.0.0.0/-1", "10.0.0.0/", "/8", "::/129", "10.0.0.0/8/8"})
  void otherTextIsNoSubnet(String text) {
    assertThat(Subnet.parse(text)).isEmpty();
  }

  @ParameterizedTest
  @CsvSource({"186.17.9.4/24,186.17.9.41,true", "186.17.9.4/24,186.17.10.41,false", "0.0.0.0/0,1.2.3.4,true",
      "10.0.0.1/32,10.0.0.1,true", "10.0.0.1/32,10.0.0.2,false", "2001:db8::/32,2001:db8:1::9,true",
      "2001:db8::/32,2001:db9::,false", "2001:db8::/96,2001:db8::1:1,true", "::/0,1.2.3.4,false"})
  void aSubnetContainsWhatSharesItsPrefix(String subnet, String address, boolean inside) {
    assertThat(Subnet.parse(subnet).orElseThrow().contains(IpAddress.parse(address).orElseThrow())).isEqualTo(inside);
  }

  @Test
  void hostBitsAreCleared() {
    assertThat(Subnet.parse("10.1.2.3/20").orElseThrow()).hasToString("10.1.0.0/20");
    assertThat(Subnet.parseAddress("10.1.2.3/20").orElseThrow()).hasToString("10.1.2.3");
  }

  @Test
  void subnetsOverlapWhenOneHoldsTheOther() {
    Subnet wide = Subnet.parse("10.0.0.0/8").orElseThrow();
    assertThat(wide.overlaps(Subnet.parse("10.9.0.0/16").orElseThrow())).isTrue();
    assertThat(Subnet.parse("10.9.0.0/16").orElseThrow().overlaps(wide)).isTrue();
    assertThat(wide.overlaps(Subnet.parse("11.0.0.0/16").orElseThrow())).isFalse();
  }
}
