package io.swarmd.model.external;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.swarmd.api.ExternalCA;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class AuthorityOptionTest {

  @Test
  void aProtocolAnAddressAndOptionsAreTaken() {
    assertThat(AuthorityOption.parse("Protocol=CFSSL,\"url=https://ca:1/sign?a,b\",label=one=two")).isEqualTo(
        ExternalCA.newBuilder().setUrl("https://ca:1/sign?a,b").putOptions("label", "one=two").build());
  }

  @ParameterizedTest
  @CsvSource(delimiter = '|', value = {
      "protocol=cfssl            | the external-ca option needs a url= parameter",
      "url=https://ca/sign       | the external-ca option needs a protocol= parameter",
      "protocol=acme,url=https:x | unrecognized external CA protocol acme",
      "protocol=cfssl,url        | invalid field 'url' must be a key=value pair",
      "''                        | the external-ca option needs a protocol= parameter"})
  void whatIsMissingOrUnknownIsTold(String text, String problem) {
    assertThatThrownBy(() -> AuthorityOption.parse(text)).hasMessage(problem);
  }

  @ParameterizedTest
  @CsvSource({"https://ca.example/sign, ca.example, 443", "HTTPS://localhost:8888/sign, localhost, 8888",
      "https://[::1]:1/, ::1, 1"})
  void addressesAreTakenApart(String text, String host, int port) {
    AuthorityUrl url = AuthorityUrl.parse(text);
    assertThat(url.host()).isEqualTo(host);
    assertThat(url.port()).isEqualTo(port);
    assertThat(url).hasToString(text);
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "ca.example", "http://ca.example/sign", "https:///sign", "https://user@ca.example/sign",
      "https://ca example/"})
  void whatIsNoAddressIsQuoted(String text) {
    assertThatThrownBy(() -> AuthorityUrl.parse(text))
        .hasMessage("invalid external CA URL '" + text + "': expected https://host[:port]/path");
  }
}
