package io.github.titanembeddings.storage;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.github.titanembeddings.exception.TransportException;
import io.github.titanembeddings.support.Failures;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class LocalObjectStoreTest {
  @TempDir private Path folder;
  private Path root;
  private LocalObjectStore store;

  @BeforeEach
  void open() throws IOException {
    root = Files.createDirectory(folder.resolve("bucket"));
    Files.writeString(folder.resolve("secret"), "secret");
    store = LocalObjectStore.of("images", root);
  }

  @Test
  void readsAWrittenObject() {
    S3Uri uri = S3Uri.of("s3://images/a/b c/ü.txt");
    store.write(uri, "0123456789".getBytes(UTF_8)).join();

    assertThat(root.resolve("a/b c/ü.txt")).hasContent("0123456789");
    assertThat(read("s3://images/a/b c/ü.txt", 0, 100)).isEqualTo("0123456789");
    assertThat(read("s3://images/a/b c/ü.txt", 3, 4)).isEqualTo("3456");
    assertThat(read("s3://images/a/b c/ü.txt", 8, 4)).isEqualTo("89");
    assertThat(read("s3://images/a/b c/ü.txt", 10, 4)).isEmpty();
    assertThat(read("s3://images/a/b c/ü.txt", 99, 4)).isEmpty();
  }

  @Test
  void listsWhileObjectsAreWritten() {
    S3Uri folder = S3Uri.of("s3://images/live/");
    AtomicBoolean isListed = new AtomicBoolean();
    store.write(S3Uri.of("s3://images/live/0"), new byte[9]).join();
    CompletableFuture<Void> writing =
        CompletableFuture.runAsync(
            () -> {
              for (int i = 0; !isListed.get(); i++) {
                store.write(S3Uri.of("s3://images/live/" + i % 20), new byte[9]).join();
              }
            });

    try {
      for (int i = 0; i < 300; i++) {
        assertThat(store.list(folder, null).join().objects()).isNotEmpty();
      }
    } finally {
      isListed.set(true);
      writing.join();
    }
  }

  @Test
  void failsToListAFileWhoseKeyIsTooLong() throws IOException {
    Path deep = root;
    for (int i = 0; i < 5; i++) {
      deep = deep.resolve("d".repeat(220));
    }
    Files.createDirectories(deep);
    Files.writeString(deep.resolve("file"), "content");

    assertThat(Failures.of(store.list(S3Uri.of("s3://images/"), null), StorageException.class))
        .hasMessageContaining("1,024");
  }

  @Test
  void partReportsTotalSizeAndVersion() {
    S3Uri uri = S3Uri.of("s3://images/a");
    store.write(uri, new byte[10]).join();
    ObjectPart first = store.read(uri, 0, 4).join();
    store.write(uri, new byte[11]).join();
    ObjectPart second = store.read(uri, 0, 4).join();

    assertThat(first.totalSize()).isEqualTo(10);
    assertThat(first).hasToString("ObjectPart[4 of 10 bytes]");
    assertThat(second.version()).isNotEqualTo(first.version());
    assertThat(second).isNotEqualTo(first);
    assertThat(first).isEqualTo(new ObjectPart(new byte[4], 10, first.version()));
    assertThat(first).hasSameHashCodeAs(new ObjectPart(new byte[4], 10, first.version()));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "s3://images/../secret",
        "s3://images/a/../../secret",
        "s3://images/..",
        "s3://images/.",
        "s3://images/a/..",
        "s3://images",
        "s3://images//etc/passwd"
      })
  void rejectsKeysOutsideTheFolder(String uri) {
    for (StorageException failure : failures(uri)) {
      assertThat(failure.kind()).isEqualTo(StorageException.Kind.ACCESS_DENIED);
      assertThat(failure.isRetryable()).isFalse();
      assertThat(failure.uri()).startsWith("s3://images/");
    }
    assertThat(folder.resolve("secret")).hasContent("secret");
  }

  @Test
  void rejectsLinksOutOfTheFolder() throws IOException {
    Files.createSymbolicLink(root.resolve("link"), folder.resolve("secret"));
    Files.createSymbolicLink(root.resolve("door"), folder);

    for (String uri : new String[] {"s3://images/link", "s3://images/door/secret"}) {
      for (StorageException failure : failures(uri)) {
        assertThat(failure.kind()).isEqualTo(StorageException.Kind.ACCESS_DENIED);
      }
    }
    Failures.of(store.write(S3Uri.of("s3://images/door/new"), new byte[1]), StorageException.class);
    assertThat(folder.resolve("secret")).hasContent("secret");
    assertThat(folder.resolve("new")).doesNotExist();
  }

  @Test
  void writeDoesNotFollowADanglingLink() throws IOException {
    Files.createSymbolicLink(root.resolve("dangling"), folder.resolve("created"));
    Files.createSymbolicLink(root.resolve("door"), folder);

    for (String uri : new String[] {"s3://images/dangling", "s3://images/door/newdir/x"}) {
      assertThat(
              Failures.of(store.write(S3Uri.of(uri), new byte[1]), StorageException.class).kind())
          .isEqualTo(StorageException.Kind.ACCESS_DENIED);
    }
    assertThat(folder.resolve("created")).doesNotExist();
    assertThat(folder.resolve("newdir")).doesNotExist();
  }

  @Test
  void followsLinksWithinTheFolder() throws IOException {
    Files.writeString(root.resolve("real"), "real");
    Files.createSymbolicLink(root.resolve("link"), root.resolve("real"));

    assertThat(read("s3://images/link", 0, 10)).isEqualTo("real");
  }

  @Test
  void doesNotFollowAFolderReplacedByALink() throws IOException {
    Path inner = Files.createDirectories(root.resolve("a/b"));
    Files.writeString(inner.resolve("one"), "one");
    Files.writeString(Files.createDirectory(folder.resolve("b")).resolve("one"), "outside");
    assertThat(read("s3://images/a/b/one", 0, 10)).isEqualTo("one");

    Files.move(root.resolve("a"), root.resolve("moved"));
    Files.createSymbolicLink(root.resolve("a"), folder);

    assertThat(readFailure("s3://images/a/b/one").kind())
        .isEqualTo(StorageException.Kind.ACCESS_DENIED);
    assertThat(read("s3://images/moved/b/one", 0, 10)).isEqualTo("one");
  }

  @Test
  void doesNotFollowAFolderMovedOutAndLinked() throws IOException {
    Path inner = Files.createDirectories(root.resolve("a/b"));
    Files.writeString(inner.resolve("one"), "one");
    assertThat(read("s3://images/a/b/one", 0, 10)).isEqualTo("one");

    for (String part : List.of("a/b", "a")) {
      Path moved = folder.resolve("moved-" + part.replace('/', '-'));
      Files.move(root.resolve(part), moved);
      Files.createSymbolicLink(root.resolve(part), moved);

      assertThat(readFailure("s3://images/a/b/one").kind())
          .isEqualTo(StorageException.Kind.ACCESS_DENIED);
    }
  }

  @Test
  void doesNotFollowAFileReplacedByALink() throws IOException {
    Files.writeString(root.resolve("one"), "one");
    assertThat(read("s3://images/one", 0, 10)).isEqualTo("one");

    Files.delete(root.resolve("one"));
    Files.createSymbolicLink(root.resolve("one"), folder.resolve("secret"));

    assertThat(readFailure("s3://images/one").kind())
        .isEqualTo(StorageException.Kind.ACCESS_DENIED);
  }

  @Test
  void linkBackFromOutsideOpensNothingElse() throws IOException {
    Files.writeString(root.resolve("real"), "real");
    Files.createSymbolicLink(root.resolve("door"), folder);
    Files.createSymbolicLink(folder.resolve("back"), root.resolve("real"));

    assertThat(read("s3://images/door/back", 0, 10)).isEqualTo("real");
    assertThat(readFailure("s3://images/door/secret").kind())
        .isEqualTo(StorageException.Kind.ACCESS_DENIED);
  }

  @Test
  void createsTheFolder() {
    LocalObjectStore early = LocalObjectStore.of("images", folder.resolve("later"));
    early.write(S3Uri.of("s3://images/a/b"), new byte[3]).join();

    assertThat(folder.resolve("later/a/b")).hasSize(3);
  }

  @Test
  void reportsAnInterruption() {
    store.write(S3Uri.of("s3://images/a"), new byte[3]).join();
    Thread.currentThread().interrupt();
    CompletableFuture<ObjectPart> read = store.read(S3Uri.of("s3://images/a"), 0, 3);
    assertThat(Thread.interrupted()).isTrue();

    assertThat(Failures.of(read, TransportException.class).kind())
        .isEqualTo(TransportException.Kind.INTERRUPTED);
  }

  @Test
  void rejectsAPartLargerThanItsObject() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new ObjectPart(new byte[3], 2, ""))
        .withMessage("totalSize must be at least the part's 3 bytes, was 2");
    assertThatIllegalArgumentException().isThrownBy(() -> new ObjectPart(new byte[0], -1, ""));
  }

  @Test
  void reportsMissingObjectsAsNotFound() {
    assertThat(readFailure("s3://images/none").kind()).isEqualTo(StorageException.Kind.NOT_FOUND);
    assertThat(readFailure("s3://other/none").kind()).isEqualTo(StorageException.Kind.NOT_FOUND);
  }

  @Test
  void rejectsKeysThatCannotBeFiles() throws IOException {
    Files.createDirectory(root.resolve("folder"));

    assertThat(readFailure("s3://images/folder").kind()).isEqualTo(StorageException.Kind.NOT_FOUND);
    assertThat(readFailure("s3://images/a\u0000b").kind()).isEqualTo(StorageException.Kind.FAILED);
  }

  @Test
  void toStringShowsBucketAndFolder() {
    assertThat(store.bucket()).isEqualTo("images");
    assertThat(store.folder()).isEqualTo(root).isAbsolute();
    assertThat(store).hasToString("LocalObjectStore[s3://images is " + root + "]");
    store.close();
  }

  private String read(String uri, long offset, int length) {
    return new String(store.read(S3Uri.of(uri), offset, length).join().bytes(), UTF_8);
  }

  private StorageException readFailure(String uri) {
    return Failures.of(store.read(S3Uri.of(uri), 0, 10), StorageException.class);
  }

  private StorageException[] failures(String uri) {
    return new StorageException[] {
      readFailure(uri), Failures.of(store.write(S3Uri.of(uri), new byte[1]), StorageException.class)
    };
  }

  @Test
  void deletesPartsOfAKilledProcessAfterAnHour() throws IOException {
    String id = "1b9d6bcd-bbfd-4b2d-9b5d-ab8dfbbd4bed";
    Path abandoned = Files.writeString(folder.resolve("." + id + ".titan-embeddings-part"), "old");
    Path mine = Files.writeString(folder.resolve(".mine.titan-embeddings-part"), "mine");
    FileTime old = FileTime.from(Instant.now().minus(Duration.ofMinutes(61)));
    Files.setLastModifiedTime(abandoned, old);
    Files.setLastModifiedTime(mine, old);
    Path recent =
        Files.writeString(
            folder.resolve("." + id.replace('1', '2') + ".titan-embeddings-part"), "new");

    LocalObjectStore.of("shoes", folder).write(S3Uri.of("s3://shoes/a"), new byte[1]).join();
    assertThat(abandoned).doesNotExist();
    assertThat(mine).exists();
    assertThat(recent).exists();
  }
}
