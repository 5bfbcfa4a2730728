package io.github.titanembeddings.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.github.titanembeddings.exception.InvalidRequestException;
import io.github.titanembeddings.storage.LocalObjectStore;
import io.github.titanembeddings.storage.ObjectPart;
import io.github.titanembeddings.storage.S3Uri;
import io.github.titanembeddings.support.ReadOnlyStore;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Long headers of stored objects. */
class StoredProbeTest {
  private static final int SEGMENT = 65_537;

  @TempDir private Path folder;

  /** A JPEG of comments only, which counts its reads. */
  private static final class EndlessHeader implements ReadOnlyStore {
    private final AtomicInteger reads = new AtomicInteger();

    @Override
    public CompletableFuture<ObjectPart> read(S3Uri uri, long offset, int length) {
      reads.incrementAndGet();
      byte[] bytes = new byte[length];
      for (int i = 0; i < length; i++) {
        bytes[i] = at(offset + i);
      }
      return CompletableFuture.completedFuture(new ObjectPart(bytes, 1L << 40, "1"));
    }

    private static byte at(long position) {
      if (position < 2) {
        return (byte) (position == 0 ? 0xFF : 0xD8);
      }
      int inSegment = (int) ((position - 2) % SEGMENT);
      return (byte) (inSegment == 1 ? 0xFE : inSegment < 4 ? 0xFF : 0);
    }
  }

  @Test
  @Timeout(60)
  void rejectsAnEndlessHeader() {
    EndlessHeader store = new EndlessHeader();
    ImageInput image = ImageInput.fromS3(store, "s3://bucket/endless.jpg");

    InvalidRequestException refusal = assertThrows(InvalidRequestException.class, image::probe);
    assertThat(refusal.violations().get(0).code()).isEqualTo("image.too-large");
    assertThat(store.reads).hasValue(1);
  }

  @Test
  void namesAMissingObject() {
    ImageInput image =
        ImageInput.fromS3(LocalObjectStore.of("bucket", folder), "s3://bucket/none.jpg");

    InvalidRequestException refusal = assertThrows(InvalidRequestException.class, image::probe);
    assertThat(refusal.violations().get(0).code()).isEqualTo("image.not-found");
    assertThat(refusal.violations().get(0).actual())
        .isEqualTo("s3://bucket/none.jpg does not exist");
  }

  @Test
  void readsALongHeaderToItsEnd() throws IOException {
    ByteArrayOutputStream jpeg = new ByteArrayOutputStream();
    jpeg.write(new byte[] {(byte) 0xFF, (byte) 0xD8});
    byte[] comment = new byte[SEGMENT];
    Arrays.fill(comment, 0, 4, (byte) 0xFF);
    comment[1] = (byte) 0xFE;
    for (int i = 0; i < 100; i++) {
      jpeg.write(comment);
    }
    jpeg.write(new byte[] {(byte) 0xFF, (byte) 0xC0, 0, 11, 8, 0, 20, 0, 30, 1, 1, 0x11, 0});
    jpeg.write(new byte[100]);
    Files.write(folder.resolve("long.jpg"), jpeg.toByteArray());

    ImageInfo info =
        ImageInput.fromS3(LocalObjectStore.of("bucket", folder), "s3://bucket/long.jpg").probe();
    assertThat(info.width()).isEqualTo(30);
    assertThat(info.height()).isEqualTo(20);
  }
}
