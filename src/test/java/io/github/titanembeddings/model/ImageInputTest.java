package io.github.titanembeddings.model;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.titanembeddings.exception.InvalidRequestException;
import io.github.titanembeddings.exception.TransportException;
import io.github.titanembeddings.model.internal.PreparedRequest;
import io.github.titanembeddings.support.Failures;
import io.github.titanembeddings.support.TestImages;
import io.github.titanembeddings.support.image.BrokenImages;
import io.github.titanembeddings.validation.Violation;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.file.FileSystem;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class ImageInputTest {
  private static final byte[] PNG = TestImages.png(30, 20);
  private static final ImageInfo INFO = new ImageInfo("PNG", 30, 20, PNG.length);
  private static final String BASE64 = Base64.getEncoder().encodeToString(PNG);

  @TempDir private Path folder;

  @Test
  void probesEverySource() throws IOException {
    Path file = Files.write(folder.resolve("named.jpg"), PNG);
    ByteBuffer buffer = ByteBuffer.wrap(Arrays.copyOf(PNG, PNG.length + 9)).limit(PNG.length);

    assertThat(
            List.of(
                ImageInput.of(PNG),
                ImageInput.of(buffer),
                ImageInput.of(file),
                ImageInput.of(new ByteArrayInputStream(PNG)),
                ImageInput.fromBase64(BASE64),
                ImageInput.fromDataUri("data:image/png;base64," + BASE64)))
        .allSatisfy(image -> assertThat(image.probe()).isEqualTo(INFO));
    assertThat(buffer.position()).isZero();
  }

  @Test
  void detectsTheFormatByContent() {
    byte[] jpeg = TestImages.jpeg(5, 6);

    assertThat(ImageInput.fromDataUri("DATA:image/png;BASE64," + encoded(jpeg)).probe())
        .isEqualTo(new ImageInfo("JPEG", 5, 6, jpeg.length));
  }

  @Test
  void acceptsLineBreaksInBase64() {
    String lines = Base64.getMimeEncoder().encodeToString(PNG);

    assertThat(lines).contains("\r\n");
    assertThat(ImageInput.fromBase64(lines).probe()).isEqualTo(INFO);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"data:image/png; base64,", " data:;base64,", "data:image/png;a=b;base64,"})
  void acceptsPercentEncodedDataUris(String head) {
    String encoded =
        "%"
            + Integer.toHexString(BASE64.charAt(0))
            + BASE64.substring(1).replace("+", "%2B").replace("/", "%2f").replace("=", "%3D");

    assertThat(ImageInput.fromDataUri(head + encoded).probe()).isEqualTo(INFO);
    assertThat(ImageInput.fromDataUri(head + BASE64).probe()).isEqualTo(INFO);
    assertThat(refused(ImageInput.fromDataUri(head + "AA%4")).code()).isEqualTo("image.bad-base64");
  }

  @ParameterizedTest
  @ValueSource(strings = {"!", "abcde", "data:image/png;base64,AAAA", "AAA=AAAA", "ä"})
  void buildReportsInvalidBase64(String text) {
    assertThat(refused(ImageInput.fromBase64(text)).code()).isEqualTo("image.bad-base64");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"", "AAAA", "data:image/png;base64", "data:image/png,AAAA", "http://a/b;base64,"})
  void buildReportsInvalidDataUris(String text) {
    assertThat(refused(ImageInput.fromDataUri(text)).code()).isEqualTo("image.bad-data-uri");
  }

  @Test
  void rejectsAPlusThatBecameASpace() throws IOException {
    String damaged = BrokenImages.text("plus-to-space.datauri.txt");
    int index = damaged.indexOf(' ') - damaged.indexOf(',') - 1;
    Violation violation = refused(ImageInput.fromDataUri(damaged));

    assertThat(violation.code()).isEqualTo("image.bad-base64");
    assertThat(violation.actual()).startsWith("a space at index " + index + " of ");
    assertThat(violation.remedy()).contains("%2B");
    String base64 = damaged.substring(damaged.indexOf(',') + 1);
    assertThat(refused(ImageInput.fromBase64(base64)).actual())
        .startsWith("a space at index " + index + " of ");
    byte[] original = BrokenImages.read("plus-to-space.original.jpg");
    assertThat(ImageInput.fromDataUri(damaged.replace(' ', '+')))
        .isEqualTo(ImageInput.of(original));
  }

  @Test
  void rejectsATrailingSpace() {
    assertThat(refused(ImageInput.fromDataUri("data:image/png;base64," + BASE64 + " ")).actual())
        .startsWith("a space at index " + BASE64.length());
    assertThat(ImageInput.fromDataUri("\n data:image/png;base64," + BASE64 + "\r\n").probe())
        .isEqualTo(INFO);
  }

  @ParameterizedTest
  @EnumSource
  void namesEncodedContentThatIsNoImage(ImageFit fit) throws IOException {
    ByteArrayOutputStream compressed = new ByteArrayOutputStream();
    try (GZIPOutputStream gzip = new GZIPOutputStream(compressed)) {
      gzip.write(PNG);
    }
    assertNoImage(BASE64.getBytes(US_ASCII), fit, "the base64 text of a PNG file", "decode it");
    assertNoImage(compressed.toByteArray(), fit, "a gzip file", "GZIPInputStream");
    assertNoImage("<html><body>".getBytes(US_ASCII), fit, "an HTML page", "error page");
    assertNoImage(BrokenImages.read("lfs_pointer.jpg"), fit, "a Git LFS pointer", "git lfs pull");
    assertNoImage(
        BrokenImages.read("lead_newline.jpg"), fit, "a line break before a JPEG file", "remove");
    assertNoImage(BrokenImages.read("cgbi.png"), fit, "CgBI", "pngcrush");
  }

  private static void assertNoImage(byte[] content, ImageFit fit, String found, String remedy) {
    Violation violation =
        Failures.violations(
                () ->
                    EmbeddingRequest.builder()
                        .image(ImageInput.fromBase64(encoded(content)))
                        .imageFit(fit)
                        .build())
            .get(0);

    assertThat(violation.code()).isEqualTo("image.unsupported-format");
    assertThat(violation.actual()).contains(found);
    assertThat(violation.remedy()).contains(remedy).doesNotContain("DOWNSCALE");
  }

  @Test
  void remedyForADataUriPassedAsBase64() {
    assertThat(refused(ImageInput.fromBase64("data:image/png;base64,AAAA")).remedy())
        .isEqualTo("use ImageInput.fromDataUri");
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 8, 20, 32})
  void buildFindsATruncatedHeader(int bytes) {
    Violation violation = refused(ImageInput.of(Arrays.copyOf(PNG, bytes)));

    assertThat(violation.code()).isIn("image.truncated", "image.unsupported-format");
    assertThat(violation.path()).isEqualTo("inputImage");
  }

  @Test
  void readsAFileAgainForEachCall() throws IOException {
    Path file = Files.write(folder.resolve("image.png"), PNG);
    ImageInput image = ImageInput.of(file);
    assertThat(image.probe()).isEqualTo(INFO);

    Files.write(file, TestImages.jpeg(7, 8));
    assertThat(image.probe().formatName()).isEqualTo("JPEG");
  }

  @Test
  void readsAStreamOnceAndClosesIt() {
    AtomicInteger closed = new AtomicInteger();
    InputStream stream =
        new ByteArrayInputStream(PNG) {
          @Override
          public void close() {
            closed.incrementAndGet();
          }
        };
    ImageInput image = ImageInput.of(stream);
    assertThat(closed).hasValue(0);

    assertThat(image.probe()).isEqualTo(INFO);
    assertThat(image.probe()).isEqualTo(INFO);
    assertThat(Objects.requireNonNull(prepared(image).image()).info()).isEqualTo(INFO);
    assertThat(closed).hasValue(1);
  }

  @Test
  void limitsTheBytesReadFromAStream() {
    AtomicInteger read = new AtomicInteger();
    InputStream endless =
        new InputStream() {
          @Override
          public int read() {
            return read.incrementAndGet() & 0xFF;
          }

          @Override
          public int read(byte[] target, int offset, int length) {
            read.addAndGet(length);
            return length;
          }
        };

    Violation violation = refusedWhenPrepared(ImageInput.of(endless));
    assertThat(violation.code()).isEqualTo("image.too-large");
    assertThat(violation.limit()).isEqualTo("at most 26,214,400 bytes");
    assertThat(read.get()).isBetween(26_214_401, 26_300_000);
  }

  @Test
  void reportsWhyAFileCannotBeRead() throws IOException {
    Path empty = Files.createFile(folder.resolve("empty.png"));

    assertThat(refusedWhenPrepared(ImageInput.of(folder)).code()).isEqualTo("image.not-a-file");
    assertThat(refusedWhenPrepared(ImageInput.of(folder.resolve("none"))).code())
        .isEqualTo("image.not-found");
    assertThat(refusedWhenPrepared(ImageInput.of(empty)).code()).isEqualTo("image.empty");
    assertThat(refusedWhenPrepared(ImageInput.of(empty.resolve("below"))).code())
        .isIn("image.unreadable", "image.not-found");
  }

  @Test
  void doesNotOpenSpecialFiles() {
    Path device = Path.of("/dev/zero");
    if (Files.exists(device)) {
      assertThat(refusedWhenPrepared(ImageInput.of(device)).code()).isEqualTo("image.not-a-file");
    }
  }

  @Test
  void problemsNameTheFile() throws IOException {
    Path file = Files.writeString(folder.resolve("words.png"), "no image");

    assertThat(refusedWhenPrepared(ImageInput.of(file)).actual()).startsWith(file + ": ");
    assertThat(refusedWhenPrepared(ImageInput.of(folder.resolve("none"))).actual())
        .isEqualTo(folder.resolve("none") + " does not exist");
  }

  @Test
  void suggestsARemedyForEachFault() throws IOException {
    assertThat(refused(ImageInput.of(Arrays.copyOf(PNG, 20))).remedy())
        .isEqualTo("give a whole, undamaged PNG or JPEG");
    assertThat(refused(ImageInput.of("GIF89a".getBytes(US_ASCII))).remedy())
        .isEqualTo("convert it, or set ImageFit.DOWNSCALE");
  }

  @Test
  void reportsAnInterruption() throws IOException {
    Path file = Files.write(folder.resolve("image.png"), PNG);
    CompletableFuture<PreparedRequest> interrupted;
    Thread.currentThread().interrupt();
    try {
      interrupted =
          PreparedRequest.of(EmbeddingRequest.ofImage(ImageInput.of(file)), Runnable::run);
    } finally {
      assertThat(Thread.interrupted()).isTrue();
    }

    assertThat(Failures.of(interrupted, TransportException.class).kind())
        .isEqualTo(TransportException.Kind.INTERRUPTED);
  }

  @Test
  void rejectsAFileWhoseReadFails() throws IOException {
    Path zip = folder.resolve("images.zip");
    try (FileSystem files = FileSystems.newFileSystem(zip, Map.of("create", "true"))) {
      Files.write(files.getPath("image.png"), new byte[5_000]);
    }
    byte[] bytes = Files.readAllBytes(zip);
    int content = 30 + bytes[26] + bytes[28];
    bytes[content] = (byte) 0xFF;
    Files.write(zip, bytes);

    try (FileSystem files = FileSystems.newFileSystem(zip)) {
      assertThat(refusedWhenPrepared(ImageInput.of(files.getPath("image.png"))).code())
          .isEqualTo("image.unreadable");
    }
  }

  @Test
  void toStringShowsTheSourceOnly() {
    assertThat(ImageInput.of(PNG)).hasToString("ImageInput[" + PNG.length + " bytes]");
    assertThat(ImageInput.of(Path.of("a", "b.png"))).asString().contains("b.png");
    assertThat(ImageInput.of(new ByteArrayInputStream(PNG))).hasToString("ImageInput[a stream]");
    assertThat(ImageInput.fromBase64("!")).hasToString("ImageInput[image.bad-base64]");
  }

  @Test
  void equalContentIsEqual() {
    assertThat(ImageInput.of(PNG))
        .isEqualTo(ImageInput.fromBase64(BASE64))
        .hasSameHashCodeAs(ImageInput.fromBase64(BASE64))
        .isNotEqualTo(ImageInput.of(TestImages.png(1, 1)))
        .isNotEqualTo("a text");
    assertThat(ImageInput.of(Path.of("a"))).isEqualTo(ImageInput.of(Path.of("a")));
    InputStream stream = new ByteArrayInputStream(PNG);
    assertThat(ImageInput.of(stream)).isNotEqualTo(ImageInput.of(stream));
  }

  private static String encoded(byte[] bytes) {
    return Base64.getEncoder().encodeToString(bytes);
  }

  private static PreparedRequest prepared(ImageInput image) {
    return PreparedRequest.of(EmbeddingRequest.ofImage(image), Runnable::run).join();
  }

  private static Violation refused(ImageInput image) {
    return Failures.violations(() -> EmbeddingRequest.ofImage(image)).get(0);
  }

  private static Violation refusedWhenPrepared(ImageInput image) {
    return Failures.of(
            PreparedRequest.of(EmbeddingRequest.ofImage(image), Runnable::run),
            InvalidRequestException.class)
        .violations()
        .get(0);
  }
}
