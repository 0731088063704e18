package io.swarmd.raftstore.backup;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.protobuf.ByteString;
import com.google.protobuf.Message;
import io.swarmd.api.Annotations;
import io.swarmd.api.Cluster;
import io.swarmd.api.Secret;
import io.swarmd.api.SecretSpec;
import io.swarmd.identity.lock.UnlockKey;
import io.swarmd.store.ReplicatedLog.Stored;
import io.swarmd.store.StoreView;
import io.swarmd.store.Table;
import io.swarmd.store.state.StateBuilder;
import io.swarmd.store.state.StoreState;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class BackupFileTest {

  private static final int SECRETS = 3_000;
  private static final UnlockKey KEY = UnlockKey.generate(new SecureRandom());

  @TempDir
  private Path directory;
  private Path file;
  private StoreView view;
  private byte[] whole;

  @BeforeEach
  void write() throws IOException {
    StateBuilder state = new StateBuilder(StoreState.EMPTY);
    state.put(Cluster.newBuilder().setId("c1").build());
    for (int number = 0; number < SECRETS; number++) {
      state.put(Secret.newBuilder().setId("s%04d".formatted(number)).setSpec(SecretSpec.newBuilder()
          .setAnnotations(Annotations.newBuilder().setName("name" + number))
          .setData(ByteString.copyFromUtf8("topsecret".repeat(50)))).build());
    }
    view = state.build(42);
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    new BackupFrames(view, KEY, Instant.ofEpochSecond(1_000)).forEachRemaining(bytes::writeBytes);
    whole = bytes.toByteArray();
    file = Files.write(directory.resolve("backup"), whole);
  }

  private void refused(byte[] bytes, String text) throws IOException {
    Files.write(file, bytes);
    assertThatThrownBy(() -> BackupFile.read(file, KEY)).isInstanceOf(BackupException.class)
        .hasMessageContaining(text).hasMessageNotContaining("\n");
  }

  @Test
  void whatIsWrittenIsReadAndNothingOfItStandsInClear() {
    BackupContents read = BackupFile.read(file, KEY);
    assertThat(read.manifest().getClusterId()).isEqualTo("c1");
    assertThat(read.manifest().getVersion()).isEqualTo(42);
    assertThat(read.manifest().getTakenAt().getSeconds()).isEqualTo(1_000);
    List<Message> secrets = List.copyOf(view.all(Table.SECRET));
    assertThat(read.objects()).hasSize(SECRETS + 1);
    assertThat(read.objects().stream().filter(stored -> stored.table() == Table.SECRET).map(Stored::object))
        .isEqualTo(secrets);
    assertThat(new String(whole, java.nio.charset.StandardCharsets.ISO_8859_1)).doesNotContain("topsecret", "name1");
  }

  @Test
  void aWrongKeyAnotherFormatAndOtherFilesAreToldApart() throws IOException {
    assertThatThrownBy(() -> BackupFile.read(file, UnlockKey.generate(new SecureRandom())))
        .isInstanceOf(BackupException.class).hasMessageContaining("does not open with this key");
    byte[] foreign = whole.clone();
    foreign[7] = 9;
    refused(foreign, "is of format 9 and this program knows only format 1");
    refused("hello".getBytes(), "is no backup");
    Files.delete(file);
    assertThatThrownBy(() -> BackupFile.read(file, KEY)).hasMessageContaining("there is no such file");
  }

  /** Every cut and every changed byte is seen, wherever it is. */
  @Test
  void noCutAndNoChangedByteGoesUnseen() throws IOException {
    Random random = new Random(7);
    for (int round = 0; round < 60; round++) {
      int at = round < 20 ? round : random.nextInt(whole.length);
      Files.write(file, Arrays.copyOf(whole, at));
      assertThatThrownBy(() -> BackupFile.read(file, KEY)).isInstanceOf(BackupException.class);
      byte[] changed = whole.clone();
      changed[at] ^= (byte) (1 << random.nextInt(8));
      Files.write(file, changed);
      assertThatThrownBy(() -> BackupFile.read(file, KEY)).isInstanceOf(BackupException.class)
          .hasMessageNotContaining("\n");
    }
    refused(Arrays.copyOf(whole, whole.length - 1), "is cut off");
    refused(Arrays.copyOf(whole, whole.length + 1), "something follows its end");
    byte[] changed = whole.clone();
    changed[whole.length / 2] ^= 1;
    refused(changed, "does not match its checksum; use another copy");
  }
}
