package io.github.titanembeddings.finetune.dataset.internal.check;

import static io.github.titanembeddings.finetune.dataset.SmallDataset.codes;
import static io.github.titanembeddings.finetune.dataset.SmallDataset.line;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.titanembeddings.finetune.dataset.DatasetReport;
import io.github.titanembeddings.finetune.dataset.DatasetValidator;
import io.github.titanembeddings.finetune.dataset.HeaderOnlyImages;
import io.github.titanembeddings.finetune.dataset.SmallDataset;
import io.github.titanembeddings.storage.LocalObjectStore;
import io.github.titanembeddings.support.TestImages;
import io.github.titanembeddings.validation.Limit;
import io.github.titanembeddings.validation.Limits;
import io.github.titanembeddings.validation.Violation;
import io.github.titanembeddings.validation.Violation.Severity;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Checks of images in a local folder. */
class ImageCheckTest {
  @TempDir private Path folder;

  @BeforeEach
  void writeValidationImage() throws IOException {
    Files.write(folder.resolve("val.png"), HeaderOnlyImages.png(300, 300, "for validation"));
  }

  private DatasetValidator.Builder validator(String... lines) {
    return SmallDataset.validator(lines).images(LocalObjectStore.of("images", folder));
  }

  private DatasetReport check(byte[] image) throws IOException {
    return check(image, SmallDataset.SMALL);
  }

  private DatasetReport check(byte[] image, Limits limits) throws IOException {
    Files.write(folder.resolve("a"), image);
    return validator(line("a", "a image")).limits(limits).build().validate();
  }

  @Test
  void statesTheRatioAndTheNumberOfPixels() throws IOException {
    assertThat(check(HeaderOnlyImages.png(4096, 1023)).toText())
        .contains("4096 x 1023 pixels, width / height 4.004");
    assertThat(check(HeaderOnlyImages.png(4096, 3073)).toText())
        .contains("4096 x 3073 pixels, 12,587,008 pixels");
  }

  @ParameterizedTest
  @CsvSource({
    "255, 256, image.side-too-small",
    "256, 256,",
    "256, 255, image.side-too-small",
    "4096, 3072,",
    "3072, 4096,",
    "4097, 3000, image.side-too-large",
    "4096, 3073, image.too-many-pixels",
    "4096, 1024,",
    "1024, 4096,",
    "4096, 1023, image.aspect",
    "1023, 4096, image.aspect",
    "256, 1024,",
    "256, 1025, image.aspect",
    "1025, 256, image.aspect"
  })
  void limitsSidesAspectAndPixels(int width, int height, String code) throws IOException {
    for (byte[] image :
        new byte[][] {
          HeaderOnlyImages.png(width, height), HeaderOnlyImages.jpeg(width, height, 3, 0)
        }) {
      DatasetReport report = check(image);

      assertThat(codes(report)).isEqualTo(code == null ? List.of() : List.of(code));
      assertThat(report.isValid()).isEqualTo(code == null);
      assertThat(report.statistics().images()).isEqualTo(2);
    }
  }

  @Test
  void acceptsSmallerSideByLimitsOnly() throws IOException {
    byte[] image = HeaderOnlyImages.png(128, 128);
    Violation violation = check(image).violations().get(0);
    assertThat(violation.message())
        .startsWith(
            "train.jsonl line 1: image-ref: 128 x 128 pixels, allowed is at least 256 pixels")
        .contains("another AWS page names 128 pixels")
        .contains("TRAINING_IMAGE_SIDE_MIN");

    Limits looser = SmallDataset.SMALL.toBuilder().set(Limit.TRAINING_IMAGE_SIDE_MIN, 128).build();
    assertThat(check(image, looser).isValid()).isTrue();
    assertThat(check(HeaderOnlyImages.png(127, 128), looser).isValid()).isFalse();
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 7, 256})
  void checksEveryImageExactlyOnce(int inFlight) throws IOException {
    Files.write(folder.resolve("a.png"), TestImages.png(300, 300));
    String[] lines = new String[501];
    for (int i = 0; i < lines.length; i++) {
      lines[i] = line(i % 2 == 0 ? "./".repeat(i / 2) + "a.png" : i + ".png", "image " + i);
    }
    DatasetReport report = validator(lines).imagesInFlight(inFlight).build().validate();

    assertThat(report.statistics().images()).isEqualTo(502);
    assertThat(report.statistics().formats()).containsEntry("PNG", 252L);
    assertThat(report.counts(Severity.ERROR)).containsExactly(Map.entry("image.not-found", 250L));
    assertThat(report.counts(Severity.WARNING)).containsExactly(Map.entry("image.duplicate", 250L));
  }

  @ParameterizedTest
  @CsvSource({
    "5242880,",
    "5242881, image.large",
    "26214400, image.large",
    "26214401, image.too-large"
  })
  void limitsBytes(int size, String code) throws IOException {
    DatasetReport report = check(HeaderOnlyImages.png(300, 300, size));

    if (code == null) {
      assertThat(report.violations()).isEmpty();
    } else {
      assertThat(codes(report)).containsExactly(code);
      assertThat(report.isValid()).isEqualTo(code.equals("image.large"));
      assertThat(report.violations().get(0).actual())
          .isEqualTo(String.format(Locale.ROOT, "%,d bytes", size));
    }
    assertThat(report.statistics().imageBytes().max()).isEqualTo(size);
    assertThat(report.statistics().imageBytesRead()).isLessThan(40_000);
  }

  @Test
  void reportsUnusableImages() throws IOException {
    byte[] png = HeaderOnlyImages.png(300, 300);
    byte[] broken = png.clone();
    broken[20] ^= 1;

    assertThat(codes(check(new byte[0]))).containsExactly("image.empty");
    assertThat(codes(check("GIF89a…".getBytes(UTF_8)))).containsExactly("image.unsupported-format");
    assertThat(codes(check(Arrays.copyOf(png, 30)))).containsExactly("image.truncated");
    assertThat(codes(check(broken))).containsExactly("image.corrupt");
    assertThat(codes(check(HeaderOnlyImages.png(0, 300)))).containsExactly("image.no-pixels");
    assertThat(codes(validator(line("none", "a")).build().validate()))
        .containsExactly("image.not-found");
    assertThat(codes(validator(line("../a", "a")).build().validate()))
        .containsExactly("image.access-denied");
  }

  @Test
  void warnsOfUnusualImages() throws IOException {
    assertThat(codes(check(HeaderOnlyImages.rotated(300, 300)))).containsExactly("image.rotated");
    assertThat(codes(check(HeaderOnlyImages.jpeg(300, 300, 4, 0)))).containsExactly("image.cmyk");
    DatasetReport report = check(HeaderOnlyImages.animated(300, 300));
    assertThat(codes(report)).containsExactly("image.animated");
    assertThat(report.isValid()).isTrue();
    assertThat(report.statistics().formats()).containsEntry("PNG", 2L);
  }

  @Test
  void readsSizeAfterLongMetadata() throws IOException {
    DatasetReport report = check(HeaderOnlyImages.jpeg(300, 400, 3, 200_000));

    assertThat(report.violations()).isEmpty();
    assertThat(report.statistics().imageHeights().max()).isEqualTo(400);
    assertThat(report.statistics().imageBytesRead()).isLessThan(70_000);
  }

  @Test
  void doesNotCheckImagesWithoutStore() {
    DatasetReport report = SmallDataset.validator(line("a", "a")).build().validate();

    assertThat(report.imagesChecked()).isFalse();
    assertThat(report.statistics().images()).isZero();
    assertThat(report.count(Severity.ERROR)).isZero();
  }
}
