package io.github.titanembeddings.finetune.dataset.internal.publish;

import static io.github.titanembeddings.finetune.dataset.SmallDataset.codes;
import static io.github.titanembeddings.finetune.dataset.SmallDataset.line;
import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.titanembeddings.finetune.dataset.CountingStore;
import io.github.titanembeddings.finetune.dataset.DatasetReport;
import io.github.titanembeddings.finetune.dataset.HeaderOnlyImages;
import io.github.titanembeddings.finetune.dataset.SmallDataset;
import io.github.titanembeddings.internal.image.FileImage;
import io.github.titanembeddings.storage.LocalObjectStore;
import io.github.titanembeddings.storage.ObjectStore;
import io.github.titanembeddings.support.TestImages;
import io.github.titanembeddings.support.image.BrokenImages;
import io.github.titanembeddings.validation.Limit;
import io.github.titanembeddings.validation.Limits;
import io.github.titanembeddings.validation.Violation;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.Arrays;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Images of a dataset that end early, read from files and through a store as from S3. */
class ImageEndsTest {
  private static final Limits SMALL_IMAGES =
      SmallDataset.SMALL.toBuilder().set(Limit.TRAINING_IMAGE_SIDE_MIN, 1).build();
  private static final String XMP =
      "http://ns.adobe.com/xap/1.0/\0<x:xmpmeta><rdf:Description GCamera:MotionPhoto='1'/>";

  @TempDir private Path folder;

  @BeforeEach
  void writeValidationImage() throws IOException {
    Files.write(folder.resolve("val.png"), HeaderOnlyImages.png(300, 300, "for validation"));
  }

  private DatasetReport check(byte[] image, boolean throughStore) throws IOException {
    Files.write(folder.resolve("a"), image);
    LocalObjectStore files = LocalObjectStore.of("images", folder);
    ObjectStore store = throughStore ? new CountingStore(files, 0) : files;
    return SmallDataset.validator(line("a", "an image"))
        .limits(SMALL_IMAGES)
        .images(store)
        .build()
        .validate();
  }

  @ParameterizedTest
  @CsvSource({"true", "false"})
  void reportsATruncatedJpeg(boolean throughStore) throws IOException {
    DatasetReport report = check(BrokenImages.read("trunc_scan.jpg"), throughStore);

    assertThat(codes(report)).containsExactly("image.truncated");
    assertThat(report.isValid()).isFalse();
    assertThat(report.violations().get(0).message())
        .isEqualTo(
            "train.jsonl line 1: image-ref: a JPEG file without end of image (EOI) in its last"
                + " 1,024 bytes; replace it with a complete copy (image.truncated)");
  }

  @ParameterizedTest
  @CsvSource({
    "100, true",
    "100, false",
    "2000, true",
    "2000, false",
    "17000, true",
    "17000, false",
    "70000, true",
    "70000, false",
    "500000, true",
    "500000, false"
  })
  void searchesTheLast1024BytesForTheEnd(int comment, boolean throughStore) throws IOException {
    byte[] jpeg = HeaderOnlyImages.jpeg(300, 300, 3, comment);
    assertThat(codes(check(jpeg, throughStore))).isEmpty();
    assertThat(codes(check(followedBy(jpeg, 1022), throughStore))).isEmpty();
    assertThat(codes(check(followedBy(jpeg, 1023), throughStore)))
        .containsExactly("image.truncated");
    byte[] cut = Arrays.copyOf(jpeg, jpeg.length - 1);
    assertThat(codes(check(cut, throughStore))).containsExactly("image.truncated");

    byte[] png = HeaderOnlyImages.png(300, 300, comment + 100);
    assertThat(codes(check(png, throughStore))).isEmpty();
    assertThat(codes(check(followedBy(png, 1016), throughStore))).isEmpty();
    assertThat(codes(check(followedBy(png, 1017), throughStore)))
        .containsExactly("image.truncated");
    assertThat(codes(check(Arrays.copyOf(png, png.length - 1), throughStore)))
        .containsExactly("image.truncated");
  }

  private static byte[] followedBy(byte[] image, int count) {
    byte[] longer = Arrays.copyOf(image, image.length + count);
    Arrays.fill(longer, image.length, longer.length, (byte) 'x');
    return longer;
  }

  @ParameterizedTest
  @CsvSource({"true", "false"})
  void reportsAKnownTrailerAsAWarning(boolean throughStore) throws IOException {
    byte[] zeros = Arrays.copyOf(HeaderOnlyImages.png(300, 300), 90_000);
    assertWarning(check(zeros, throughStore), "zero padding");

    byte[] images = withSegment(0xE2, "MPF\0II*\0", HeaderOnlyImages.jpeg(300, 300, 3, 30_000));
    assertWarning(check(followedBy(images, 60_000), throughStore), "Multi-Picture Format (MPF)");

    byte[] video = withSegment(0xE1, XMP, HeaderOnlyImages.jpeg(300, 300, 3, 30_000));
    assertWarning(check(followedBy(video, 60_000), throughStore), "motion photo");

    byte[] noVideo =
        withSegment(0xE1, XMP.replace('1', '0'), HeaderOnlyImages.jpeg(300, 300, 3, 9));
    assertThat(codes(check(followedBy(noVideo, 60_000), throughStore)))
        .containsExactly("image.truncated");
  }

  /** The comment of the image comes before the segment. */
  private static byte[] withSegment(int marker, String content, byte[] jpeg) {
    int frame = jpeg.length - 60 - 4 - 19;
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    out.write(jpeg, 0, frame);
    int length = content.length() + 2;
    out.writeBytes(new byte[] {(byte) 0xFF, (byte) marker, (byte) (length >> 8), (byte) length});
    out.writeBytes(content.getBytes(ISO_8859_1));
    out.write(jpeg, frame, jpeg.length - frame);
    return out.toByteArray();
  }

  private static void assertWarning(DatasetReport report, String trailer) {
    assertThat(codes(report)).containsExactly("image.end-not-seen");
    assertThat(report.isValid()).isTrue();
    assertThat(report.violations().get(0).message()).contains(trailer);
  }

  @Test
  void readsStartAndEndOfAnImageInS3() throws IOException {
    byte[] validation = Files.readAllBytes(folder.resolve("val.png"));
    for (int size : new int[] {2_000, 65_536, 65_537, 66_000, 1_000_000}) {
      DatasetReport report = check(HeaderOnlyImages.png(300, 300, size), true);

      long expected = size <= 65_536 ? size : 65_536 + 1_024;
      assertThat(report.statistics().imageBytesRead()).isEqualTo(expected + validation.length);
    }
    byte[] missing = followedBy(HeaderOnlyImages.png(300, 300, 500_000), 9_999);
    assertThat(check(missing, true).statistics().imageBytesRead())
        .isEqualTo(65_536 + 1_024 + validation.length);
  }

  @Test
  void rejectsAnImageThatScalingMakesTooNarrow() throws IOException {
    Path file = Files.write(folder.resolve("wide.png"), TestImages.png(640, 10));
    FileImage image = new FileImage(file, Files.readAttributes(file, BasicFileAttributes.class));
    Limits limits =
        SMALL_IMAGES.toBuilder()
            .set(Limit.TRAINING_IMAGE_SIDE_MIN, 8)
            .set(Limit.TRAINING_IMAGE_SIDE, 64)
            .set(Limit.TRAINING_IMAGE_ASPECT, 9_999)
            .build();
    ImageRepair.Result outcome = new ImageRepair(limits).repair("wide.png", image);

    assertThat(outcome.fitted()).isNull();
    assertThat(outcome.errors()).extracting(Violation::actual).containsExactly("64 x 1 pixels");
  }

  @Test
  void compressesAnImageOfTooManyBytes() throws IOException {
    Path file = Files.write(folder.resolve("gradient.png"), TestImages.png(80, 80));
    FileImage image = new FileImage(file, Files.readAttributes(file, BasicFileAttributes.class));
    Limits.Builder limits = SMALL_IMAGES.toBuilder();
    limits.set(Limit.TRAINING_IMAGE_BYTES, image.size());
    assertThat(new ImageRepair(limits.build()).repair("gradient.png", image).fitted()).isNull();

    limits.set(Limit.TRAINING_IMAGE_BYTES, image.size() - 1);
    ImageRepair.Result outcome = new ImageRepair(limits.build()).repair("gradient.png", image);
    assertThat(outcome.extension()).isEqualTo(".jpg");
    assertThat(outcome.fitted()).isNotNull();
  }

  @Test
  void doesNotRepairAnImageTooLargeToBeDecoded() throws IOException {
    Path file = Files.write(folder.resolve("large.png"), TestImages.png(5_000, 60));
    FileImage image = new FileImage(file, Files.readAttributes(file, BasicFileAttributes.class));
    Limits.Builder limits = SMALL_IMAGES.toBuilder().set(Limit.TRAINING_IMAGE_ASPECT, 9_999);
    limits.set(Limit.DECODE_BYTES, image.size());
    assertThat(new ImageRepair(limits.build()).repair("large.png", image).fitted()).isNotNull();

    limits.set(Limit.DECODE_BYTES, image.size() - 1);
    assertThat(new ImageRepair(limits.build()).repair("large.png", image).errors())
        .extracting(Violation::code)
        .containsExactly("image.too-large");
  }

  @Test
  void checksTheEndBeforeRepair() throws IOException {
    Path file = Files.write(folder.resolve("cut.jpg"), BrokenImages.read("trunc_scan.jpg"));
    FileImage image = new FileImage(file, Files.readAttributes(file, BasicFileAttributes.class));
    ImageRepair.Result outcome = new ImageRepair(SMALL_IMAGES).repair("cut.jpg", image);

    assertThat(outcome.fitted()).isNull();
    assertThat(outcome.errors()).extracting(Violation::code).containsExactly("image.truncated");
  }

  @Test
  void errorsNameTheRemedy() throws IOException {
    Path file = Files.write(folder.resolve("a.jpg"), BrokenImages.read("lfs_pointer.jpg"));
    FileImage image = new FileImage(file, Files.readAttributes(file, BasicFileAttributes.class));

    assertThat(new ImageRepair(SMALL_IMAGES).repair("a.jpg", image).errors())
        .singleElement()
        .satisfies(error -> assertThat(error.remedy()).startsWith("run git lfs pull"));
  }
}
