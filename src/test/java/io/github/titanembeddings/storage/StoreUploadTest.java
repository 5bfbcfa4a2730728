package io.github.titanembeddings.storage;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.titanembeddings.internal.Sha256;
import io.github.titanembeddings.support.Failures;
import io.github.titanembeddings.support.S3Server;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import software.amazon.awssdk.services.s3.S3AsyncClient;

/** Uploads, hashes and listings: Amazon S3 and a folder behave alike. */
class StoreUploadTest {
  @RegisterExtension private static final S3Server S3 = S3Server.shared();
  @TempDir private static Path folder;

  @AutoClose private static S3AsyncClient client;
  private static ObjectStore s3;
  private static ObjectStore local;

  enum Kind {
    S3,
    LOCAL
  }

  @BeforeAll
  static void open() {
    client = S3Server.client(StoreUploadTest.S3.endpoint());
    s3 = S3ObjectStore.of(client);
    local = LocalObjectStore.of("images", folder.resolve("bucket"));
  }

  @ParameterizedTest
  @EnumSource
  void storesTheHashOfAnUploadedFile(Kind kind) throws IOException {
    ObjectStore store = store(kind);
    S3Uri uri = S3Uri.of("s3://images/upload/a b/ü.bin");
    Path file = file("small", 1_000);
    store.upload(uri, file, Sha256.of(file)).join();

    ObjectInfo info = store.info(uri).join();
    assertThat(info.sha256()).isEqualTo(Sha256.of(file));
    assertThat(info.size()).isEqualTo(1_000);
    assertThat(info.uri()).isEqualTo(uri);
    ObjectPart part = store.read(uri, 0, 2_000).join();
    assertThat(part.bytes()).isEqualTo(Files.readAllBytes(file));
    assertThat(part.version()).isEqualTo(info.version());
  }

  @ParameterizedTest
  @EnumSource
  void uploadsLargeFilesWithTheirHash(Kind kind) throws IOException {
    ObjectStore store = store(kind);
    S3Uri uri = S3Uri.of("s3://images/upload/large");
    Path file = file("large", 10_000_000);
    store.upload(uri, file, Sha256.of(file)).join();

    assertThat(store.info(uri).join().sha256()).isEqualTo(Sha256.of(file));
    assertThat(store.read(uri, 0, 30_000_000).join().bytes()).isEqualTo(Files.readAllBytes(file));
  }

  @ParameterizedTest
  @EnumSource
  void storesTheHashOfWrittenBytes(Kind kind) {
    ObjectStore store = store(kind);
    S3Uri uri = S3Uri.of("s3://images/written");
    store.write(uri, "one".getBytes(UTF_8)).join();
    ObjectInfo one = store.info(uri).join();
    store.write(uri, "three".getBytes(UTF_8)).join();
    ObjectInfo three = store.info(uri).join();

    assertThat(one.sha256()).isEqualTo(Sha256.of("one".getBytes(UTF_8)));
    assertThat(three.sha256()).isEqualTo(Sha256.of("three".getBytes(UTF_8)));
    assertThat(three).isNotEqualTo(one);
  }

  @ParameterizedTest
  @EnumSource
  void listsObjectsUnderAPrefix(Kind kind) {
    ObjectStore store = store(kind);
    for (String key : List.of("list/b", "list/a/1", "list-other/c")) {
      store.write(S3Uri.of("s3://images/" + key), new byte[3]).join();
    }

    assertThat(keys(store, "s3://images/list/")).containsExactly("list/a/1", "list/b");
    assertThat(keys(store, "s3://images/list-o")).containsExactly("list-other/c");
    assertThat(keys(store, "s3://images/nothing")).isEmpty();
    ObjectInfo first = store.list(S3Uri.of("s3://images/list/"), null).join().objects().get(0);
    assertThat(first.size()).isEqualTo(3);
    assertThat(first.version()).isEqualTo(store.info(first.uri()).join().version());
  }

  @ParameterizedTest
  @EnumSource
  void reportsMissingObjectsAsNotFound(Kind kind) {
    ObjectStore store = store(kind);
    for (CompletableFuture<?> call :
        List.of(
            store.info(S3Uri.of("s3://images/none")),
            store.info(S3Uri.of("s3://nowhere/none")),
            store.list(S3Uri.of("s3://nowhere/"), null))) {
      assertThat(Failures.of(call, StorageException.class).kind())
          .isEqualTo(StorageException.Kind.NOT_FOUND);
    }
  }

  @ParameterizedTest
  @EnumSource
  void reportsAnUnreadableFile(Kind kind) {
    S3Uri uri = S3Uri.of("s3://images/from-nothing");
    StorageException failure =
        Failures.of(
            store(kind).upload(uri, folder.resolve("nothing"), "0".repeat(64)),
            StorageException.class);
    assertThat(failure.kind()).isEqualTo(StorageException.Kind.FAILED);
    assertThat(failure).hasMessageContaining("cannot read").hasMessageContaining("nothing");
  }

  private static ObjectStore store(Kind kind) {
    return kind == Kind.S3 ? s3 : local;
  }

  private static List<String> keys(ObjectStore store, String prefix) {
    List<String> keys = new ArrayList<>();
    String after = null;
    do {
      ObjectPage page = store.list(S3Uri.of(prefix), after).join();
      page.objects().forEach(object -> keys.add(object.uri().key()));
      after = page.next();
    } while (after != null);
    return keys;
  }

  private static Path file(String name, int size) throws IOException {
    byte[] bytes = new byte[size];
    new Random(size).nextBytes(bytes);
    return Files.write(folder.resolve(name), bytes);
  }
}
