package io.swarmd.identity.external;

import com.fasterxml.jackson.databind.JsonNode;
import io.swarmd.identity.certificate.CertificateAuthority;
import io.swarmd.identity.certificate.CertificateChain;
import io.swarmd.identity.certificate.CertificateRequest;
import io.swarmd.identity.certificate.Pem;
import io.swarmd.identity.certificate.PrivateKeys;
import io.swarmd.identity.external.TestAuthority.Conduct;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.security.KeyPair;
import java.security.PrivateKey;
import java.security.SecureRandom;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Date;
import java.util.HexFormat;
import java.util.List;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.asn1.x500.X500NameBuilder;
import org.bouncycastle.asn1.x500.style.BCStyle;
import org.bouncycastle.asn1.x509.BasicConstraints;
import org.bouncycastle.asn1.x509.ExtendedKeyUsage;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.GeneralName;
import org.bouncycastle.asn1.x509.GeneralNames;
import org.bouncycastle.asn1.x509.KeyPurposeId;
import org.bouncycastle.asn1.x509.KeyUsage;
import org.bouncycastle.asn1.x509.SubjectPublicKeyInfo;
import org.bouncycastle.asn1.ASN1ObjectIdentifier;
import org.bouncycastle.asn1.ASN1Primitive;
import org.bouncycastle.cert.X509v3CertificateBuilder;
import org.bouncycastle.operator.jcajce.JcaContentSignerBuilder;

/** Signs what a CFSSL request says, or something else. */
record TestSigner(CertificateAuthority root, Conduct conduct) {

  private static final Duration LASTING = Duration.ofDays(90);

  String sign(JsonNode request) {
    try {
      String certificate = new String(Pem.of("CERTIFICATE", signed(request)).encode(), StandardCharsets.US_ASCII);
      return conduct == Conduct.TWICE ? certificate + certificate : certificate;
    } catch (Exception failed) {
      throw new AssertionError(failed);
    }
  }

  private byte[] signed(JsonNode request) throws Exception {
    CertificateAuthority signer = conduct == Conduct.FOREIGN_ROOT ? CertificateAuthority.create(Instant.now()) : root;
    X509Certificate issuer = CertificateChain.parse(signer.roots().bundle()).getFirst();
    KeyPair other = PrivateKeys.generate();
    SubjectPublicKeyInfo key = conduct == Conduct.OTHER_KEY
        ? SubjectPublicKeyInfo.getInstance(other.getPublic().getEncoded())
        : CertificateRequest.parse(request.path("certificate_request").asText().getBytes()).publicKey();
    X509v3CertificateBuilder certificate = new X509v3CertificateBuilder(
        X500Name.getInstance(issuer.getSubjectX500Principal().getEncoded()),
        new BigInteger(127, new SecureRandom()), Date.from(Instant.now().minusSeconds(300)),
        Date.from(Instant.now().plus(LASTING)), subject(request), key);
    if (request.path("profile").asText().equals("CA")) {
      addAuthority(certificate, request);
    } else {
      addNode(certificate, request);
    }
    PrivateKey signing = PrivateKeys.parse(signer.keyPem());
    return certificate.build(new JcaContentSignerBuilder("SHA256withECDSA").build(signing)).getEncoded();
  }

  private X500Name subject(JsonNode request) {
    X500NameBuilder name = new X500NameBuilder();
    for (JsonNode part : request.path("subject").path("names")) {
      part.fields().forEachRemaining(field -> name.addRDN(attribute(field.getKey()), field.getValue().asText()));
    }
    String commonName = request.path("subject").path("CN").asText();
    return name.addRDN(BCStyle.CN, conduct == Conduct.OTHER_NAME ? "somebody" : commonName).build();
  }

  private static ASN1ObjectIdentifier attribute(String key) {
    return switch (key) {
      case "O" -> BCStyle.O;
      case "OU" -> BCStyle.OU;
      case "C" -> BCStyle.C;
      default -> throw new IllegalArgumentException(key);
    };
  }

  private void addNode(X509v3CertificateBuilder certificate, JsonNode request) throws Exception {
    certificate.addExtension(Extension.keyUsage, true,
        new KeyUsage(KeyUsage.digitalSignature | KeyUsage.keyEncipherment));
    certificate.addExtension(Extension.extendedKeyUsage, false, new ExtendedKeyUsage(
        conduct == Conduct.FOR_SERVERS_ONLY ? new KeyPurposeId[] {KeyPurposeId.id_kp_serverAuth}
            : new KeyPurposeId[] {KeyPurposeId.id_kp_serverAuth, KeyPurposeId.id_kp_clientAuth}));
    certificate.addExtension(Extension.basicConstraints, true, new BasicConstraints(conduct == Conduct.AN_AUTHORITY));
    List<GeneralName> hosts = new ArrayList<>();
    request.path("hosts").forEach(host -> hosts.add(new GeneralName(GeneralName.dNSName, host.asText())));
    if (conduct == Conduct.OTHER_HOSTS) {
      hosts.add(new GeneralName(GeneralName.dNSName, "swarm-manager"));
    }
    certificate.addExtension(Extension.subjectAlternativeName, false,
        new GeneralNames(hosts.toArray(GeneralName[]::new)));
  }

  private static void addAuthority(X509v3CertificateBuilder certificate, JsonNode request) throws Exception {
    certificate.addExtension(Extension.keyUsage, true, new KeyUsage(KeyUsage.keyCertSign | KeyUsage.cRLSign));
    for (JsonNode extension : request.path("extensions")) {
      certificate.addExtension(new ASN1ObjectIdentifier(extension.path("id").asText()),
          extension.path("critical").asBoolean(),
          ASN1Primitive.fromByteArray(HexFormat.of().parseHex(extension.path("value").asText())));
    }
  }
}
