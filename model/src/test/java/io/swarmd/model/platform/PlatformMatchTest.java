package io.swarmd.model.platform;

import static org.assertj.core.api.Assertions.assertThat;

import io.swarmd.api.Node;
import io.swarmd.api.Platform;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PlatformMatchTest {

  private static Platform platform(String architecture, String os) {
    return Platform.newBuilder().setArchitecture(architecture).setOs(os).build();
  }

  @ParameterizedTest
  @CsvSource({"amd64,linux,x86_64,linux,true", "aarch64,linux,arm64,linux,true", "'',linux,s390x,linux,true",
      "amd64,'',x86_64,windows,true", "'','',x86_64,windows,true", "amd64,Linux,x86_64,linux,false",
      "amd64,windows,x86_64,linux,false", "arm64,linux,x86_64,linux,false"})
  @Tag("scheduling-31")
  void architectureAndSystemMustAgree(String architecture, String os, String nodes, String nodesOs, boolean fits) {
    Node.Builder node = Node.newBuilder();
    node.getDescriptionBuilder().setPlatform(platform(nodes, nodesOs));
    assertThat(PlatformMatch.matchesAny(List.of(platform(architecture, os)), node.build())).isEqualTo(fits);
    assertThat(PlatformMatch.matchesAny(List.of(platform("x", "y"), platform(architecture, os)), node.build()))
        .isEqualTo(fits);
  }

  @Test
  @Tag("scheduling-32")
  void aNodeThatDoesNotSayIsOfNone() {
    assertThat(PlatformMatch.matchesAny(List.of(platform("", "")), Node.getDefaultInstance())).isFalse();
  }
}
