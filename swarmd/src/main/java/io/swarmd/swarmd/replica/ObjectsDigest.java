package io.swarmd.swarmd.replica;

import com.google.protobuf.CodedOutputStream;
import com.google.protobuf.Message;
import io.swarmd.store.StoreView;
import io.swarmd.store.Table;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.security.DigestOutputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/**
 * SHA-256 of all objects, table by table in the order of ids. Unlike the digest of the entries it is made from what
 * lies in memory, so it also tells a copy that went the same way and was spoilt since.
 */
final class ObjectsDigest {

  private ObjectsDigest() {}

  /** In hexadecimal. */
  static String of(StoreView view) {
    MessageDigest digest = sha256();
    CodedOutputStream out =
        CodedOutputStream.newInstance(new DigestOutputStream(OutputStream.nullOutputStream(), digest));
    out.useDeterministicSerialization(); // maps have no order of their own
    try {
      for (Table<?> table : Table.ALL) {
        out.writeInt32NoTag(view.all(table).size());
        for (Message object : view.all(table)) {
          out.writeMessageNoTag(object);
        }
      }
      out.flush();
    } catch (IOException impossible) {
      throw new UncheckedIOException("a digest takes everything", impossible);
    }
    return HexFormat.of().formatHex(digest.digest());
  }

  private static MessageDigest sha256() {
    try {
      return MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException impossible) {
      throw new IllegalStateException("every Java runtime has SHA-256", impossible);
    }
  }
}
