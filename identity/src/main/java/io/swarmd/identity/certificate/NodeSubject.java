package io.swarmd.identity.certificate;

import io.swarmd.identity.Role;
import java.util.List;
import org.bouncycastle.asn1.ASN1ObjectIdentifier;
import org.bouncycastle.asn1.DERPrintableString;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.asn1.x500.X500NameBuilder;
import org.bouncycastle.asn1.x500.style.BCStyle;

/** Whom a node certificate is for. */
public record NodeSubject(String nodeId, Role role, String clusterId) {

  static final String ROOT_NAME = "swarm-ca";

  X500Name name() {
    X500NameBuilder name = new X500NameBuilder();
    add(name, BCStyle.O, clusterId);
    add(name, BCStyle.OU, role.unit());
    add(name, BCStyle.CN, nodeId);
    return name.build();
  }

  static X500Name rootName() {
    X500NameBuilder name = new X500NameBuilder();
    add(name, BCStyle.CN, ROOT_NAME);
    return name.build();
  }

  /** Ids and roles fit a printable string, which is what the original writes. */
  private static void add(X500NameBuilder name, ASN1ObjectIdentifier attribute, String value) {
    name.addRDN(attribute, new DERPrintableString(value));
  }

  /** The names a client may ask the holder to prove: managers also answer as the certificate authority. */
  public List<String> serverNames() {
    return role == Role.MANAGER ? List.of(role.unit(), nodeId, ROOT_NAME) : List.of(role.unit(), nodeId);
  }
}
