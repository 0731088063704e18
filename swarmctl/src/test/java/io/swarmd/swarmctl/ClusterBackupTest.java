package io.swarmd.swarmctl;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.ByteString;
import com.google.protobuf.Timestamp;
import io.grpc.Status;
import io.grpc.stub.StreamObserver;
import io.swarmd.api.v1.BackupBegin;
import io.swarmd.api.v1.BackupEnd;
import io.swarmd.api.v1.BackupGrpc;
import io.swarmd.api.v1.BackupManifest;
import io.swarmd.api.v1.BackupPart;
import io.swarmd.api.v1.TakeBackupRequest;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.MessageDigest;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ClusterBackupTest {

  private static final String KEY = "SWMKEY-1-AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA";

  @TempDir
  private Path directory;
  private final Backups backups = new Backups();
  private final CommandLineFixture line = new CommandLineFixture(backups);

  /** A manager that sends two pieces of data. */
  private static final class Backups extends BackupGrpc.BackupImplBase {
    private BackupBegin.Builder begin = BackupBegin.newBuilder().setManifest(BackupManifest.newBuilder()
        .setClusterId("c1").setVersion(7).setObjects(3).setTakenAt(Timestamp.newBuilder().setSeconds(1_800_000_000L)));
    private String sentAs = "headtail";
    private boolean breaksOff;
    private String keyAsked;

    @Override
    public void takeBackup(TakeBackupRequest request, StreamObserver<BackupPart> observer) {
      keyAsked = request.getRestoreKey();
      observer.onNext(BackupPart.newBuilder().setBegin(begin).build());
      observer.onNext(data("head"));
      if (breaksOff) {
        observer.onError(Status.UNAVAILABLE.withDescription("gone").asException());
        return;
      }
      observer.onNext(data("tail"));
      observer.onNext(BackupPart.newBuilder().setEnd(BackupEnd.newBuilder().setBytes(8)
          .setSha256(ByteString.copyFrom(sha256(sentAs)))).build());
      observer.onCompleted();
    }

    private static BackupPart data(String text) {
      return BackupPart.newBuilder().setData(ByteString.copyFromUtf8(text)).build();
    }

    private static byte[] sha256(String text) {
      try {
        return MessageDigest.getInstance("SHA-256").digest(text.getBytes(java.nio.charset.StandardCharsets.UTF_8));
      } catch (java.security.NoSuchAlgorithmException impossible) {
        throw new IllegalStateException(impossible);
      }
    }
  }

  @AfterEach
  void close() {
    line.close();
  }

  private String file() {
    return directory.resolve("swarm.backup").toString();
  }

  private List<String> left() throws IOException {
    try (Stream<Path> files = Files.list(directory)) {
      return files.map(path -> path.getFileName().toString()).toList();
    }
  }

  @Test
  void theFileIsWholeForItsOwnerOnlyAndTheKeyMadeForItIsShown() throws IOException {
    backups.begin.setRestoreKey(KEY);
    assertThat(line.shows("cluster", "backup", "-o", file())).isEqualTo(file()
        + ": 3 objects of cluster c1 at version 7, 8 bytes, taken 2027-01-15T08:00:00Z\n"
        + "Restore key, shown only now; without it the backup is of no use: " + KEY + "\n");
    assertThat(Path.of(file())).hasContent("headtail");
    assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(Path.of(file())))).isEqualTo("rw-------");
    assertThat(left()).containsExactly("swarm.backup");
    assertThat(line.err).isEmpty();
  }

  @Test
  void aKeyOfOnesOwnIsReadFromAFileAndNotShown() throws IOException {
    Path key = Files.writeString(directory.resolve("key"), KEY + "\n");
    backups.begin.setMaybeOutdated(true);
    assertThat(line.shows("cluster", "backup", "-o", file(), "--restore-key-file", key.toString()))
        .doesNotContain("SWMKEY");
    assertThat(backups.keyAsked).isEqualTo(KEY);
    assertThat(line.err).startsWith("Warning: this manager has no leader");
    Files.writeString(key, "hello");
    line.fails("--restore-key-file: " + key + " holds no key: SWMKEY-1-...",
        "cluster", "backup", "-o", file() + "2", "--restore-key-file", key.toString());
  }

  @Test
  void whatBreaksOffOrArrivesChangedLeavesNoFile() throws IOException {
    backups.sentAs = "headtall";
    line.fails("the backup did not arrive as it was sent; nothing is written, try again",
        "cluster", "backup", "-o", file());
    backups.breaksOff = true;
    assertThat(line.run("cluster", "backup", "-o", file())).isEqualTo(255);
    assertThat(left()).isEmpty();
  }

  @Test
  void aFileThatExistsIsNotWrittenOver() throws IOException {
    Files.writeString(Path.of(file()), "old");
    line.fails("cannot write " + file() + ": it exists already: choose another name, or remove it",
        "cluster", "backup", "-o", file());
    assertThat(Path.of(file())).hasContent("old");
    line.fails("--output: name the file to write, as in 'swarmctl cluster backup -o swarm.backup'",
        "cluster", "backup");
  }
}
