package io.swarmd.identity.certificate;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Test;

class PemTest {

  @Property(tries = 200)
  void whatIsWrittenIsReadBack(@ForAll byte[] content) {
    Map<String, String> headers = Map.of("raft-dek", "EiAAAQ==", "kek-version", "0");
    List<Pem> read = Pem.parseAll(new Pem("PRIVATE KEY", headers, content).encode());
    assertThat(read).hasSize(1);
    assertThat(read.getFirst().content()).isEqualTo(content);
    assertThat(read.getFirst().headers()).isEqualTo(headers);
  }

  @Test
  void headersAreWrittenInAlphabeticalOrderBeforeAnEmptyLine() {
    Pem block = new Pem("PRIVATE KEY", Map.of("raft-dek", "x", "kek-version", "0"), new byte[] {1, 2, 3});
    assertThat(new String(block.encode(), StandardCharsets.US_ASCII)).isEqualTo(
        "-----BEGIN PRIVATE KEY-----\nkek-version: 0\nraft-dek: x\n\nAQID\n-----END PRIVATE KEY-----\n");
  }

  @Test
  void normalizingDropsHeadersAndWhatStandsAround() {
    String text = "noise\n-----BEGIN X-----\nA: b\n\nAQID\n-----END X-----\n\n  more noise\n"
        + "-----BEGIN Y-----\r\nAQ\r\nID\r\n-----END Y-----\r\n-----BEGIN Z-----\n!!!!\n-----END Z-----\n";
    byte[] normal = Pem.normalize(text.getBytes(StandardCharsets.US_ASCII));
    assertThat(new String(normal, StandardCharsets.US_ASCII)).isEqualTo(
        "-----BEGIN X-----\nAQID\n-----END X-----\n-----BEGIN Y-----\nAQID\n-----END Y-----\n");
    assertThat(Pem.normalize(new byte[] {0, (byte) 0xff, 13})).isEmpty();
  }
}
