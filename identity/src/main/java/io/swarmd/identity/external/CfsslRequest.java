package io.swarmd.identity.external;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.charset.StandardCharsets;
import java.security.cert.X509Certificate;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import org.bouncycastle.asn1.ASN1ObjectIdentifier;
import org.bouncycastle.asn1.ASN1OctetString;
import org.bouncycastle.asn1.x500.RDN;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.asn1.x500.style.BCStyle;
import org.bouncycastle.asn1.x500.style.IETFUtils;

/** Orders as a CFSSL server takes them: the JSON body of its {@code sign} call (identity sheet, section 10). */
final class CfsslRequest {

  /** What a CFSSL server calls the rules it signs authorities by. */
  private static final String AUTHORITY_PROFILE = "CA";
  private static final String BASIC_CONSTRAINTS = "2.5.29.19";
  private static final String NO_TIME = "0001-01-01T00:00:00Z";
  private static final ObjectMapper JSON = new ObjectMapper();

  /** The parts of a name besides the common name. */
  private enum NamePart {
    C(BCStyle.C), ST(BCStyle.ST), L(BCStyle.L), O(BCStyle.O), OU(BCStyle.OU);

    final ASN1ObjectIdentifier attribute;

    NamePart(ASN1ObjectIdentifier attribute) {
      this.attribute = attribute;
    }
  }

  private CfsslRequest() {}

  static byte[] body(SigningOrder order) {
    ObjectNode body = JSON.createObjectNode();
    ArrayNode hosts = body.putArray("hosts");
    body.put("certificate_request", new String(order.requestPem(), StandardCharsets.US_ASCII));
    ObjectNode subject = body.putObject("subject");
    switch (order) {
      case NodeOrder node -> {
        node.subject().serverNames().forEach(hosts::add);
        subject.put("CN", node.subject().nodeId()).putArray("names").addObject()
            .put("O", node.subject().clusterId()).put("OU", node.subject().role().unit());
        finish(body, subject, "");
      }
      case CrossSigningOrder crossSigning -> {
        names(crossSigning.root(), subject);
        finish(body, subject, AUTHORITY_PROFILE);
        extension(crossSigning.root(), body);
      }
    }
    try {
      return JSON.writeValueAsBytes(body);
    } catch (JsonProcessingException impossible) {
      throw new IllegalStateException(impossible);
    }
  }

  private static void finish(ObjectNode body, ObjectNode subject, String profile) {
    subject.put("SerialNumber", "");
    body.put("profile", profile).put("crl_override", "").put("label", "")
        .put("NotBefore", NO_TIME).put("NotAfter", NO_TIME).put("ReturnPrecert", false).putNull("metadata");
  }

  /** The root's own name: the server makes the copy's from these parts. Values of one kind go into one entry each. */
  private static void names(X509Certificate root, ObjectNode subject) {
    X500Name name = X500Name.getInstance(root.getSubjectX500Principal().getEncoded());
    subject.put("CN", values(name, BCStyle.CN).stream().findFirst().orElse(""));
    ArrayNode names = subject.putArray("names");
    for (NamePart part : NamePart.values()) {
      List<String> values = values(name, part.attribute);
      for (int index = 0; index < values.size(); index++) {
        ObjectNode entry = index < names.size() ? (ObjectNode) names.get(index) : names.addObject();
        entry.put(part.name(), values.get(index));
      }
    }
  }

  private static List<String> values(X500Name name, ASN1ObjectIdentifier attribute) {
    return Arrays.stream(name.getRDNs(attribute)).map(RDN::getFirst)
        .map(found -> IETFUtils.valueToString(found.getValue())).toList();
  }

  /** A CFSSL server makes an authority only of what is said here; what the request itself says does not count. */
  private static void extension(X509Certificate root, ObjectNode body) {
    byte[] encoded = root.getExtensionValue(BASIC_CONSTRAINTS);
    if (encoded != null) {
      body.putArray("extensions").addObject().put("id", BASIC_CONSTRAINTS)
          .put("critical", root.getCriticalExtensionOIDs().contains(BASIC_CONSTRAINTS))
          .put("value", HexFormat.of().formatHex(ASN1OctetString.getInstance(encoded).getOctets()));
    }
  }
}
