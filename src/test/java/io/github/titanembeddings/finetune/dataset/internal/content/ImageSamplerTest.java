package io.github.titanembeddings.finetune.dataset.internal.content;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.titanembeddings.exception.TransportException;
import io.github.titanembeddings.finetune.dataset.internal.images.ManifestImage;
import io.github.titanembeddings.internal.image.HeaderStep.ImageHeader;
import io.github.titanembeddings.storage.ObjectPart;
import io.github.titanembeddings.storage.ObjectStore;
import io.github.titanembeddings.storage.S3Uri;
import io.github.titanembeddings.support.ReadOnlyStore;
import io.github.titanembeddings.support.image.SampleImages;
import io.github.titanembeddings.validation.Limit;
import io.github.titanembeddings.validation.Limits;
import java.awt.image.BufferedImage;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ImageSamplerTest {
  private static final ManifestImage IMAGE =
      new ManifestImage(3, 1, "train.jsonl line 1: image-ref", S3Uri.of("s3://images/a.png"));
  private static final ImageHeader WIDE = header(1);

  @TempDir Path folder;
  @AutoClose private SampleFile file;
  private byte[] bytes;

  @BeforeEach
  void open() throws IOException {
    file = new SampleFile(folder);
    bytes = SampleImages.encode(SampleImages.quarters(200, 100), "png");
  }

  private static ImageHeader header(int orientation) {
    return new ImageHeader("PNG", 200, 100, orientation, 3, false);
  }

  private ObjectStore store() {
    ReadOnlyStore store =
        (uri, offset, length) ->
            CompletableFuture.completedFuture(new ObjectPart(bytes, bytes.length, "1"));
    return store;
  }

  private ImageSampler sampler(ObjectStore store, boolean compares) {
    return new ImageSampler(store, Limits.titanMultimodalG1(), file, compares);
  }

  @Test
  void keepsASampleWithItsHashAndColorLayout() {
    ImageSampler.Result result = sampler(store(), true).run(IMAGE, WIDE, bytes.length);

    Sample sample = file.sample(3);
    assertThat(result)
        .isEqualTo(
            new ImageSampler.Result(
                IMAGE, PerceptualHash.of(sample), ColorLayout.of(sample), true, false, null, null));
    assertThat(result.hash()).isNotZero();
  }

  @Test
  void keepsNoSampleIfImagesAreNotCompared() {
    assertThat(sampler(store(), false).run(IMAGE, WIDE, bytes.length))
        .isEqualTo(new ImageSampler.Result(IMAGE, 0, 0, false, false, null, null));
    assertThat(file.sample(3).aspect()).isZero();
  }

  /** Orientations from 5 on exchange width and height. */
  @ParameterizedTest
  @CsvSource({"1, 2", "4, 2", "5, 0.5", "8, 0.5"})
  void keepsTheAspectOfTheUprightImage(int orientation, float aspect) {
    sampler(store(), true).run(IMAGE, header(orientation), bytes.length);

    assertThat(file.sample(3).aspect()).isEqualTo(aspect);
  }

  @Test
  void describesAFlaw() throws IOException {
    bytes =
        SampleImages.encode(
            SampleImages.plain(BufferedImage.TYPE_INT_RGB, 200, 100, 0x404040), "png");

    assertThat(sampler(store(), true).run(IMAGE, WIDE, bytes.length))
        .isEqualTo(
            new ImageSampler.Result(
                IMAGE,
                0,
                0,
                false,
                false,
                "image.uniform",
                "one color only: levels differ by 0 of 255"));
  }

  @ParameterizedTest
  @CsvSource({"0, false", "1, true"})
  void limitsTheBytesOfAnImage(int more, boolean fails) {
    Limits limits =
        Limits.titanMultimodalG1().toBuilder().set(Limit.DECODE_BYTES, bytes.length).build();
    ImageSampler.Result result =
        new ImageSampler(store(), limits, file, true).run(IMAGE, WIDE, bytes.length + more);

    assertThat(result.failed()).isEqualTo(fails);
    assertThat(result.actual())
        .isEqualTo(
            fails ? "the pixels were not checked: more than " + bytes.length + " bytes" : null);
  }

  /** One byte more than an image had shows that it has grown. */
  @ParameterizedTest
  @CsvSource({"0, 0", "1, 0", "5, 4"})
  void readsAnImageToItsEndAndOneByteBeyond(int added, int unread) throws IOException {
    InputStream grown = new ByteArrayInputStream(Arrays.copyOf(bytes, bytes.length + added));

    sampler(opening(grown), true).run(IMAGE, WIDE, bytes.length);

    assertThat(grown.available()).isEqualTo(unread);
  }

  private static ObjectStore opening(InputStream stream) {
    return new ReadOnlyStore() {
      @Override
      public CompletableFuture<ObjectPart> read(S3Uri uri, long offset, int length) {
        throw new UnsupportedOperationException();
      }

      @Override
      public InputStream open(S3Uri uri) {
        return stream;
      }
    };
  }

  @Test
  void reportsAnImageThatIsNotDecodable() {
    bytes = Arrays.copyOf(bytes, 40);

    ImageSampler.Result result = sampler(store(), true).run(IMAGE, WIDE, bytes.length);

    assertThat(result.failed()).isTrue();
    assertThat(result.code()).isEqualTo("image.unreadable");
    assertThat(result.actual()).startsWith("the pixels were not checked: ");
  }

  @Test
  void reportsAFailureOfTheStore() {
    ReadOnlyStore broken =
        (uri, offset, length) -> {
          throw new IllegalStateException("read failed");
        };

    assertThat(sampler(broken, true).run(IMAGE, WIDE, bytes.length))
        .isEqualTo(
            new ImageSampler.Result(
                IMAGE,
                0,
                0,
                false,
                true,
                "image.unreadable",
                "the pixels were not checked: java.lang.IllegalStateException: read failed"));
  }

  @Test
  void passesOnAnInterruption() {
    TransportException interrupted =
        new TransportException(TransportException.Kind.INTERRUPTED, "interrupted", null);
    ReadOnlyStore store = (uri, offset, length) -> CompletableFuture.failedFuture(interrupted);

    assertThatThrownBy(() -> sampler(store, true).run(IMAGE, WIDE, bytes.length))
        .isSameAs(interrupted);
  }

  @Test
  void decodesMoreImagesThanThereAreProcessors() {
    ImageSampler sampler = sampler(store(), false);
    CompletableFuture<Void> all =
        CompletableFuture.runAsync(
            () -> {
              for (int i = 0; i <= Runtime.getRuntime().availableProcessors(); i++) {
                sampler.run(IMAGE, WIDE, bytes.length);
              }
            });

    assertThat(all).succeedsWithin(Duration.ofSeconds(30));
  }
}
