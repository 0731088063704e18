package io.swarmd.controlapi;

/** A certificate as a node's object holds it. */
final class TestCertificates {

  /** When it ends, in seconds of the epoch. */
  static final long END_SECONDS = 2110602056L;
  static final String PEM = """
      -----BEGIN CERTIFICATE-----
      MIIBcDCCARWgAwIBAgIUA83rO11U6/e4ZIAHGaFHiTJVad8wCgYIKoZIzj0EAwIw
      DTELMAkGA1UEAwwCdzEwHhcNMjYxMTIxMDYyMDU2WhcNMzYxMTE4MDYyMDU2WjAN
      MQswCQYDVQQDDAJ3MTBZMBMGByqGSM49AgEGCCqGSM49AwEHA0IABN+8wcHky5fg
      WeTigSiyaokn+X9N/85/CBw/c5AnxBkd8hxLZKUD3hy17hVUrGpcPr+e/1/+K43x
      EA1Y6Jr05tOjUzBRMB0GA1UdDgQWBBTb/sz6nGpenYMg7p8iwvgp0YhG4TAfBgNV
      HSMEGDAWgBTb/sz6nGpenYMg7p8iwvgp0YhG4TAPBgNVHRMBAf8EBTADAQH/MAoG
      CCqGSM49BAMCA0kAMEYCIQCqnSxGNNwSOCQrWdaeGlF8rsyr4d77f9NRgsf6iMNy
      MAIhAIphhqQHa9fwWUTrHyttjzuuuDGLkHaolVQdaunRHmLT
      -----END CERTIFICATE-----
      """;

  private TestCertificates() {}
}
