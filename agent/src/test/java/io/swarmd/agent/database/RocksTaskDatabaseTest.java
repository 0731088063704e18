package io.swarmd.agent.database;

import static io.swarmd.agent.TestTasks.assigned;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.swarmd.agent.database.TaskDatabase.Entry;
import io.swarmd.api.TaskState;
import io.swarmd.api.TaskStatus;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RocksTaskDatabaseTest {

  private static final TaskStatus RUNNING = TaskStatus.newBuilder().setState(TaskState.RUNNING).build();

  @TempDir Path directory;

  @Test
  void tasksComeBackInOrderWithoutTheStatusesTheyCarried() {
    try (RocksTaskDatabase database = RocksTaskDatabase.open(directory)) {
      database.apply(List.of(assigned("b"), assigned("a")), Map.of("b", RUNNING), List.of());
    }
    try (RocksTaskDatabase database = RocksTaskDatabase.open(directory)) {
      assertThat(database.entries()).containsExactly(
          new Entry(assigned("a").toBuilder().clearStatus().build(), Optional.empty(), true),
          new Entry(assigned("b").toBuilder().clearStatus().build(), Optional.of(RUNNING), true));
    }
  }

  @Test
  void aRemovedTaskLeavesNothing() {
    try (RocksTaskDatabase database = RocksTaskDatabase.open(directory)) {
      database.apply(List.of(assigned("a")), Map.of(), List.of());
      database.putStatuses(Map.of("a", RUNNING));
      database.apply(List.of(), Map.of(), List.of("a", "unknown"));
      assertThat(database.entries()).isEmpty();
      assertThat(database.status("a")).isEmpty();
    }
  }

  @Test
  @Tag("dispatch-57")
  void aTaskWithoutTheMarkIsTold() {
    try (RocksTaskDatabase database = RocksTaskDatabase.open(directory)) {
      database.apply(List.of(assigned("a")), Map.of(), List.of());
      database.unassign("a");
      assertThat(database.entries()).extracting(Entry::assigned).containsExactly(false);
    }
  }

  @Test
  void whatWasWrittenIsThereAfterADeathWithoutClosing(@TempDir Path copy) throws IOException {
    try (RocksTaskDatabase database = RocksTaskDatabase.open(directory)) {
      database.apply(List.of(assigned("a")), Map.of(), List.of());
      database.putStatuses(Map.of("a", RUNNING));
      copyFiles(directory, copy);
    }
    try (RocksTaskDatabase survivor = RocksTaskDatabase.open(copy)) {
      assertThat(survivor.status("a")).contains(RUNNING);
      assertThat(survivor.entries()).hasSize(1);
    }
  }

  private static void copyFiles(Path from, Path to) throws IOException {
    try (Stream<Path> files = Files.list(from)) {
      files.filter(file -> !file.getFileName().toString().equals("LOCK")).forEach(file -> {
        try {
          Files.copy(file, to.resolve(file.getFileName()));
        } catch (IOException failure) {
          throw new UncheckedIOException(failure);
        }
      });
    }
  }

  @Test
  void aDirectoryInUseIsRefused() {
    try (RocksTaskDatabase database = RocksTaskDatabase.open(directory)) {
      assertThat(database.entries()).isEmpty();
      assertThatThrownBy(() -> RocksTaskDatabase.open(directory))
          .isInstanceOf(DatabaseFailure.class).hasMessageContaining(directory.toString());
    }
  }
}
