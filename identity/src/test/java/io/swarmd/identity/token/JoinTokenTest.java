package io.swarmd.identity.token;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.swarmd.identity.IdentityException;
import io.swarmd.identity.certificate.RootCertificates;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.util.HexFormat;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class JoinTokenTest {

  private static final String DIGEST = "5gb2conw1nh6rel3zjy9tsx9n7osl9d5chkjx3vlsip7y130gk";
  private static final String SECRET = "000avh9he7dy896m08s18udxr";
  private static final byte[] SECRET_BYTES = HexFormat.of().parseHex("000102030405060708090a0b0c0d0e0f");

  private static String exampleDigest() {
    return RootCertificates.digestHex(
        "-----BEGIN CERTIFICATE-----\nZXhhbXBsZQ==\n-----END CERTIFICATE-----\n".getBytes(StandardCharsets.US_ASCII));
  }

  @Test
  @Tag("identity-3")
  void theWorkedExampleOfTheSheet() {
    assertThat(JoinToken.of(false, exampleDigest(), SECRET_BYTES).text())
        .isEqualTo("SWMTKN-1-" + DIGEST + "-" + SECRET);
    assertThat(JoinToken.of(true, exampleDigest(), SECRET_BYTES).text())
        .isEqualTo("SWMTKN-2-1-" + DIGEST + "-" + SECRET);
  }

  @Test
  @Tag("identity-4")
  void leadingZerosOfTheDigestSurvive() {
    String digest = "0000" + "f".repeat(60);
    String text = JoinToken.of(false, digest, SECRET_BYTES).text();
    assertThat(text).contains("-0004jixi84mych6ha7hkr11qp0btwosl0k31obpm5mh173ipdr-");
    assertThat(JoinToken.parse(text).rootDigestHex()).isEqualTo(digest);
  }

  @Property(tries = 200)
  void whatIsWrittenIsReadBack(@ForAll @Size(32) byte[] digest, @ForAll @Size(16) byte[] secret, @ForAll boolean fips) {
    JoinToken token = JoinToken.of(fips, HexFormat.of().formatHex(digest), secret);
    assertThat(JoinToken.parse(token.text())).isEqualTo(token);
    assertThat(token.text()).hasSize(fips ? 87 : 85);
  }

  @Test
  void largestSecretFills25Digits() {
    assertThat(JoinToken.of(false, exampleDigest(), HexFormat.of().parseHex("ff".repeat(16))).secret())
        .isEqualTo("f5lxx1zz5pnorynqglhzmsp33");
  }

  @ParameterizedTest
  @Tag("identity-5")
  @ValueSource(strings = {
    "", "SWMTKN", "SWMTKN-1-" + DIGEST + "-" + "00avh9he7dy896m08s18udxr",
    "SWMTKN-1-" + "gb2conw1nh6rel3zjy9tsx9n7osl9d5chkjx3vlsip7y130gk" + "-" + SECRET,
    "SWMTKN-0-" + DIGEST + "-" + SECRET, "SWMTKN-2-" + DIGEST + "-" + SECRET, "SWMTKN-3-" + DIGEST + "-" + SECRET,
    "SWMTKN-2-2-" + DIGEST + "-" + SECRET, "swmtkn-1-" + DIGEST + "-" + SECRET,
    "SWMTKN-1-" + DIGEST + "-" + SECRET + "-x",
    "SWMTKN-1-!gb2conw1nh6rel3zjy9tsx9n7osl9d5chkjx3vlsip7y130gk-" + SECRET,
  })
  void malformedTokensAreRefused(String text) {
    assertThatThrownBy(() -> JoinToken.parse(text))
        .isInstanceOf(IdentityException.class).hasMessage("invalid join token");
  }

  @Test
  @Tag("identity-6")
  void theSecondVersionMayDoWithoutFips() {
    assertThat(JoinToken.parse("SWMTKN-2-0-" + DIGEST + "-" + SECRET).fips()).isFalse();
    assertThat(JoinToken.parse("SWMTKN-2-1-" + DIGEST + "-" + SECRET).fips()).isTrue();
  }

  @Test
  void theSecretIsNotPrinted() {
    JoinToken token = JoinToken.generate(exampleDigest(), new SecureRandom());
    assertThat("" + token).doesNotContain(token.secret());
    assertThat(token).isNotEqualTo(JoinToken.generate(exampleDigest(), new SecureRandom()));
  }
}
