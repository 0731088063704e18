package io.swarmd.identity.external;

import com.google.protobuf.ByteString;
import io.swarmd.api.ExternalCA;
import io.swarmd.identity.certificate.Pem;
import java.util.List;

/** The external authorities a cluster's spec lists, by the root they sign with (identity sheet, section 10). */
public final class ListedAuthorities {

  private ListedAuthorities() {}

  /**
   * The URLs of those that sign for a root.
   *
   * @param current the cluster's root: those that name none sign for this one
   */
  public static List<String> urls(List<ExternalCA> listed, ByteString root, ByteString current) {
    ByteString wanted = plain(root);
    return listed.stream()
        .filter(external -> external.getProtocol() == ExternalCA.CAProtocol.CFSSL)
        .filter(external -> wanted.equals(plain(external.getCaCert().isEmpty() ? current : external.getCaCert())))
        .map(ExternalCA::getUrl).toList();
  }

  private static ByteString plain(ByteString text) {
    return ByteString.copyFrom(Pem.normalize(text.toByteArray()));
  }
}
