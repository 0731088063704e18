package io.swarmd.raftstore.backup;

import com.google.protobuf.InvalidProtocolBufferException;
import io.swarmd.api.v1.BackupManifest;
import io.swarmd.api.v1.BackupObject;
import io.swarmd.api.v1.BackupObjects;
import io.swarmd.identity.lock.UnlockKey;
import io.swarmd.raftstore.sealing.SealException;
import io.swarmd.raftstore.sealing.Sealer;
import io.swarmd.store.ReplicatedLog.Stored;
import io.swarmd.store.Table;
import java.io.BufferedInputStream;
import java.io.DataInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** Reads a backup file, all of it before any of it is used. */
public final class BackupFile {

  private static final int BUFFER_BYTES = 1 << 20;

  private final Path path;
  private final Sealer sealer;
  private final List<Stored> objects = new ArrayList<>();
  private BackupManifest manifest = BackupManifest.getDefaultInstance();
  private long number;

  private BackupFile(Path path, Sealer sealer) {
    this.path = path;
    this.sealer = sealer;
  }

  /**
   * Reads the whole file.
   *
   * @throws BackupException with one line: missing, no backup, of another version, damaged, cut off, another key
   */
  public static BackupContents read(Path path, UnlockKey key) {
    BackupFile file = new BackupFile(path, BackupFrames.sealer(key));
    try (DataInputStream in = new DataInputStream(
        new BufferedInputStream(Files.newInputStream(path), BUFFER_BYTES))) {
      file.checkHead(in.readNBytes(BackupFrames.HEAD.length));
      while (file.frame(in)) {
        file.number++;
      }
      if (in.read() >= 0) {
        throw file.damaged("something follows its end");
      }
      return file.contents();
    } catch (EOFException early) {
      throw new BackupException("the backup " + path + " is cut off: its end is missing; use another copy", early);
    } catch (IOException unreadable) {
      throw new BackupException("the backup " + path + " cannot be read: " + reason(unreadable), unreadable);
    }
  }

  private static String reason(IOException failure) {
    return failure instanceof java.nio.file.NoSuchFileException ? "there is no such file" : failure.getMessage();
  }

  private void checkHead(byte[] head) {
    int format = BackupFrames.HEAD.length - 1;
    if (head.length <= format || !Arrays.equals(head, 0, format, BackupFrames.HEAD, 0, format)) {
      throw new BackupException(path + " is no backup: 'swarmctl cluster backup' writes them");
    }
    if (head[format] != BackupFrames.HEAD[format]) {
      throw new BackupException("the backup " + path + " is of format " + head[format] + " and this program knows only "
          + "format " + BackupFrames.HEAD[format] + ": use the version that wrote it");
    }
  }

  /** Reads one; false after the last. */
  private boolean frame(DataInputStream in) throws IOException {
    int length = in.readInt();
    int checksum = in.readInt();
    if (length < 1 || length > Frame.MAX_SEALED_BYTES) {
      throw damaged("piece " + number + " has no length");
    }
    byte[] sealed = in.readNBytes(length);
    if (sealed.length < length) {
      throw new EOFException();
    }
    if (checksum != Frame.checksum(sealed)) {
      throw damaged("piece " + number + " does not match its checksum");
    }
    return take(open(sealed));
  }

  private Frame open(byte[] sealed) {
    try {
      return Frame.open(sealer, number, sealed);
    } catch (SealException closed) {
      throw number == 0
          ? new BackupException("the backup " + path + " does not open with this key: give the restore key that was "
              + "given or printed when it was taken", closed)
          : damaged("piece " + number + " does not belong where it is");
    }
  }

  private boolean take(Frame frame) throws IOException {
    if ((frame.kind() == Frame.Kind.MANIFEST) != (number == 0)) {
      throw damaged("piece " + number + " does not belong where it is");
    }
    switch (frame.kind()) {
      case MANIFEST -> manifest = BackupManifest.parseFrom(frame.content());
      case OBJECTS -> addAll(BackupObjects.parseFrom(frame.content()));
      case END -> {
        return false;
      }
    }
    return true;
  }

  private void addAll(BackupObjects batch) throws InvalidProtocolBufferException {
    for (BackupObject object : batch.getObjectsList()) {
      Table<?> table = Table.numbered(object.getTable()).orElseThrow(() -> new BackupException("the backup " + path
          + " holds objects of an unknown kind: use the version that wrote it"));
      objects.add(new Stored(table, table.parse(object.getObject().toByteArray())));
    }
  }

  private BackupContents contents() {
    if (objects.size() != manifest.getObjects()) {
      throw damaged("it holds " + objects.size() + " objects instead of " + manifest.getObjects());
    }
    return new BackupContents(manifest, List.copyOf(objects));
  }

  private BackupException damaged(String what) {
    return new BackupException("the backup " + path + " is damaged: " + what + "; use another copy");
  }
}
