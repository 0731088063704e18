package io.swarmd.identity.certificate;

import io.swarmd.identity.IdentityException;
import java.io.ByteArrayInputStream;
import java.security.GeneralSecurityException;
import java.security.cert.CertificateEncodingException;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Date;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Stream;

/** A leaf certificate and the intermediates after it, each signed by the next. */
public final class CertificateChain {

  private static final String LABEL = "CERTIFICATE";
  private static final DateTimeFormatter TIME =
      DateTimeFormatter.ofPattern("EEE, dd MMM yyyy HH:mm:ss 'UTC'", Locale.ENGLISH).withZone(ZoneOffset.UTC);
  private static final int LONGEST_NAME = 100;

  private CertificateChain() {}

  /** All certificates in a PEM text, in order; other blocks are passed over. */
  public static List<X509Certificate> parse(byte[] text) {
    List<X509Certificate> certificates = new ArrayList<>();
    for (Pem block : Pem.parseAll(text)) {
      if (block.label().equals(LABEL)) {
        certificates.add(decode(block.content()));
      }
    }
    return certificates;
  }

  static X509Certificate decode(byte[] der) {
    try {
      return (X509Certificate) CertificateFactory.getInstance("X.509")
          .generateCertificate(new ByteArrayInputStream(der));
    } catch (CertificateException malformed) {
      throw new IdentityException("malformed certificate", malformed);
    }
  }

  /** One certificate as PEM text. */
  public static byte[] encode(X509Certificate certificate) {
    try {
      return Pem.of(LABEL, certificate.getEncoded()).encode();
    } catch (CertificateEncodingException impossible) {
      throw new IllegalStateException(impossible);
    }
  }

  static byte[] append(byte[] first, byte[] second) {
    byte[] both = Arrays.copyOf(first, first.length + second.length);
    System.arraycopy(second, 0, both, first.length, second.length);
    return both;
  }

  /**
   * Checks that the certificates form a chain, all of them within their dates, and that one of the roots signed it. A
   * root at the end of the chain is tolerated.
   *
   * @throws UnknownAuthorityException when no root signed it
   * @throws IdentityException with the texts of the identity sheet, 9.12
   */
  public static void verify(List<X509Certificate> chain, List<X509Certificate> roots, Instant now) {
    verify(chain, roots, now, Expiry.REFUSED);
  }

  /**
   * The same, where an end that has passed may be allowed, if there was a time when all of the chain and a root were
   * valid; a beginning that has not come never is.
   */
  static void verify(List<X509Certificate> chain, List<X509Certificate> roots, Instant now, Expiry expiry) {
    if (chain.isEmpty()) {
      throw new IdentityException("no certificates to validate");
    }
    for (int position = 0; position < chain.size(); position++) {
      verifyDates(chain.get(position), position, now, expiry);
      if (position > 0 && !isSignedBy(chain.get(position - 1), chain.get(position))) {
        throw new IdentityException("certificates do not form a chain: " + name(chain.get(position - 1), position - 1)
            + " is not signed by " + name(chain.get(position), position));
      }
    }
    if (chain.stream().noneMatch(member -> signerAmong(member, roots).isPresent())) {
      throw new UnknownAuthorityException(
          "certificate " + name(chain.getFirst(), 0) + " is signed by unknown authority");
    }
    if (expiry == Expiry.ALLOWED && roots.stream().noneMatch(root -> vouched(chain, root) && shareATime(chain, root))) {
      throw new IdentityException(
          "there is no time span for which all of the certificates, including a root, are valid");
    }
  }

  private static boolean vouched(List<X509Certificate> chain, X509Certificate root) {
    return chain.stream().anyMatch(member -> isSignedBy(member, root));
  }

  private static boolean shareATime(List<X509Certificate> chain, X509Certificate root) {
    List<X509Certificate> all = Stream.concat(chain.stream(), Stream.of(root)).toList();
    Date begin = all.stream().map(X509Certificate::getNotBefore).max(Date::compareTo).orElseThrow();
    Date end = all.stream().map(X509Certificate::getNotAfter).min(Date::compareTo).orElseThrow();
    return !begin.after(end);
  }

  private static void verifyDates(X509Certificate certificate, int position, Instant now, Expiry expiry) {
    if (now.isBefore(certificate.getNotBefore().toInstant())) {
      throw outside(certificate, position, "not valid before", certificate.getNotBefore().toInstant(), now);
    }
    if (expiry == Expiry.REFUSED && now.isAfter(certificate.getNotAfter().toInstant())) {
      throw outside(certificate, position, "not valid after", certificate.getNotAfter().toInstant(), now);
    }
  }

  private static OutsideValidityException outside(
      X509Certificate certificate, int position, String what, Instant bound, Instant now) {
    return new OutsideValidityException("certificate " + name(certificate, position) + " " + what + " " + TIME.format(bound)
        + ", and it is currently " + TIME.format(now));
  }

  private static String name(X509Certificate certificate, int position) {
    return "(" + position + " - " + printable(CertificateSubject.of(certificate).commonName()) + ")";
  }

  private static Optional<X509Certificate> signerAmong(X509Certificate certificate, List<X509Certificate> roots) {
    return roots.stream().filter(root -> isSignedBy(certificate, root)).findFirst();
  }

  static boolean isSignedBy(X509Certificate certificate, X509Certificate signer) {
    if (!certificate.getIssuerX500Principal().equals(signer.getSubjectX500Principal())) {
      return false;
    }
    try {
      certificate.verify(signer.getPublicKey());
      return true;
    } catch (GeneralSecurityException notSigned) {
      return false;
    }
  }

  /** A certificate may be named with line ends, or at any length, by whoever made it. */
  private static String printable(String name) {
    String oneLine = name.replaceAll("[\\p{Cntrl}\\u0085\\u2028\\u2029]", "?");
    return oneLine.length() <= LONGEST_NAME ? oneLine : oneLine.substring(0, LONGEST_NAME) + "…";
  }
}
