package io.github.titanembeddings.model.internal.json;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assertions.assertThrows;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.github.titanembeddings.exception.InvalidRequestException;
import io.github.titanembeddings.internal.image.ImageData;
import io.github.titanembeddings.model.EmbeddingRequest;
import io.github.titanembeddings.model.ImageInput;
import io.github.titanembeddings.model.TextOverflow;
import io.github.titanembeddings.model.internal.PreparedRequest;
import io.github.titanembeddings.model.internal.input.PreparedImage;
import io.github.titanembeddings.support.Failures;
import io.github.titanembeddings.support.TestImages;
import io.github.titanembeddings.validation.Limit;
import io.github.titanembeddings.validation.Limits;
import io.github.titanembeddings.validation.Violation;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.Arrays;
import java.util.Base64;
import java.util.Objects;
import java.util.Random;
import java.util.function.Consumer;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class RequestWriterTest {
  private static final JsonMapper JSON = new JsonMapper();

  @TempDir private Path folder;

  @Test
  void writesTextOnly() {
    assertThat(json(r -> r.text("red shoe"))).isEqualTo("{\"inputText\":\"red shoe\"}");
  }

  @Test
  void writesAnExplicitLength() {
    assertThat(json(r -> r.text("a").outputEmbeddingLength(1024)))
        .isEqualTo("{\"inputText\":\"a\",\"embeddingConfig\":{\"outputEmbeddingLength\":1024}}");
  }

  @Test
  void writesAnImageInBase64() {
    byte[] image = TestImages.png(1, 1);
    String base64 = Base64.getEncoder().encodeToString(image);

    assertThat(json(r -> r.image(ImageInput.of(image))))
        .isEqualTo("{\"inputImage\":\"" + base64 + "\"}");
    assertThat(json(r -> r.text("a").image(ImageInput.of(image)).outputEmbeddingLength(256)))
        .isEqualTo(
            "{\"inputText\":\"a\",\"inputImage\":\""
                + base64
                + "\",\"embeddingConfig\":{\"outputEmbeddingLength\":256}}");
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 1, 2, 3, 3071, 3072, 3073, 6143, 6144, 6145, 100_000})
  void encodesImagesOfEverySizeFromEverySource(int padding) throws IOException {
    byte[] image = padded(TestImages.jpeg(8, 8), padding);
    Path file = Files.write(folder.resolve("image"), image);
    ByteBuffer direct = ByteBuffer.allocateDirect(image.length + 2);
    direct.position(1).put(image).flip().position(1);

    for (ImageInput input :
        new ImageInput[] {
          ImageInput.of(image), ImageInput.of(file), ImageInput.of(direct),
        }) {
      JsonNode body = parsed(r -> r.image(input));
      assertThat(body.path("inputImage").binaryValue()).isEqualTo(image);
    }
  }

  static LongStream seeds() {
    return LongStream.range(0, 200);
  }

  @ParameterizedTest
  @MethodSource("seeds")
  void roundTripsEveryText(long seed) throws IOException {
    String text = randomText(new Random(seed));

    assertThat(parsed(r -> r.text("x" + text)).path("inputText").textValue()).isEqualTo("x" + text);
  }

  private static String randomText(Random random) {
    StringBuilder text = new StringBuilder();
    for (int i = random.nextInt(200); i > 0; i--) {
      int bound = random.nextBoolean() ? 0x80 : Character.MAX_CODE_POINT + 1;
      int codePoint = random.nextInt(bound);
      if (Character.getType(codePoint) != Character.SURROGATE) {
        text.appendCodePoint(codePoint);
      }
    }
    return text.toString();
  }

  @Test
  void escapesAsJsonRequires() {
    assertThat(json(r -> r.text("\"\\\b\f\n\r\t\u0000\u001F/é\uD83D\uDE00")))
        .isEqualTo("{\"inputText\":\"\\\"\\\\\\b\\f\\n\\r\\t\\u0000\\u001F/é\uD83D\uDE00\"}");
  }

  @Test
  void acceptsABodyOfTheMaximumSize() {
    byte[] image = padded(TestImages.png(1, 1), 0);
    int size = json(r -> r.text("a").image(ImageInput.of(image))).length();

    assertThat(json(r -> r.text("a").image(ImageInput.of(image)).limits(bodyLimit(size))))
        .hasSize(size);
    Violation violation =
        refused(r -> r.text("a").image(ImageInput.of(image)).limits(bodyLimit(size - 1)));
    assertThat(violation.code()).isEqualTo("body.too-large");
    assertThat(violation.path()).isEqualTo("body");
    assertThat(violation.actual()).isEqualTo(size + " bytes of JSON");
    assertThat(violation.limit()).isEqualTo("at most " + (size - 1) + " bytes");
  }

  @Test
  void messageNamesTheLargestImageThatFits() {
    byte[] large = padded(TestImages.png(1, 1), 20_000_000);
    Violation violation = refused(r -> r.text("a \"quoted\" text").image(ImageInput.of(large)));
    String number =
        violation.remedy().replaceAll(".*fits with this text is ([0-9,]+) bytes.*", "$1");
    int fits = Integer.parseInt(number.replace(",", ""));

    assertThat(fits).isBetween(18_749_000, 18_750_000);
    byte[] largest = Arrays.copyOf(large, fits);
    byte[] oneMore = Arrays.copyOf(large, fits + 1);
    assertThat(body(r -> r.text("a \"quoted\" text").image(ImageInput.of(largest))).length)
        .isBetween(24_999_996, 25_000_000);
    assertThat(refused(r -> r.text("a \"quoted\" text").image(ImageInput.of(oneMore))).code())
        .isEqualTo("body.too-large");
  }

  @Test
  void messageMentionsTextOnlyIfPresent() {
    byte[] large = padded(TestImages.png(1, 1), 20_000_000);

    assertThat(refused(r -> r.image(ImageInput.of(large))).remedy())
        .startsWith("the largest image that fits is 18,749,");
  }

  @Test
  void rejectsATextTooLargeForTheBody() {
    String text = "a".repeat(25_000_001);

    Violation violation = refused(r -> r.text(text).textOverflow(TextOverflow.SEND));
    assertThat(violation.actual()).isEqualTo("25,000,001 bytes of JSON");
    assertThat(violation.remedy()).isEqualTo("shorten the text");
  }

  @Test
  void rejectsAFileWhoseSizeChangesAfterTheCheck() throws IOException {
    Path file = folder.resolve("changing.png");
    for (int size : new int[] {9_999, 10_001, 5_000, 15_000, 0}) {
      write(file, 10_000);
      PreparedRequest prepared = prepared(r -> r.image(ImageInput.of(file)));
      write(file, size);

      assertThat(Failures.codes(() -> RequestWriter.write(prepared)))
          .containsExactly("image.changed");
    }
    write(file, 10_000);
    PreparedRequest prepared = prepared(r -> r.image(ImageInput.of(file)));
    Files.delete(file);
    assertThrows(InvalidRequestException.class, () -> RequestWriter.write(prepared));
  }

  /** The file system may not report a change. */
  @ParameterizedTest
  @CsvSource({"0, 0", "1, 1", "1535, '1,535'", "1536, '1,536'", "9999, '9,999'", "10001, more"})
  void namesTheSizeOfAnImageThatChanges(int size, String found) {
    ImageData changing =
        new ImageData() {
          @Override
          public long size() {
            return 10_000;
          }

          @Override
          public int read(long position, byte[] target) {
            throw new UnsupportedOperationException();
          }

          @Override
          public InputStream open() {
            return new ByteArrayInputStream(new byte[size]);
          }
        };
    PreparedRequest any = prepared(r -> r.image(ImageInput.of(TestImages.png(4, 4))));
    PreparedImage image =
        new PreparedImage(changing, Objects.requireNonNull(any.image()).info(), null);
    PreparedRequest request = new PreparedRequest(any.request(), null, image);

    assertThat(Failures.violations(() -> RequestWriter.write(request)).get(0).actual())
        .endsWith(" had 10,000 bytes, then " + found);
  }

  @Test
  void allowsTheLargestDownscaledImageOnlyBesideTheText() {
    EmbeddingRequest request =
        EmbeddingRequest.builder().text("a").limits(bodyLimit(1_000)).build();

    assertThat(new RequestBodyLimit(request, 10).maxImageBytes()).isEqualTo((1_000 - 180) / 4 * 3);
    assertThat(new RequestBodyLimit(request, 1_000).maxImageBytes()).isEqualTo(3);
  }

  @Test
  void explainsHowALargeImageFits() {
    Consumer<EmbeddingRequest.Builder> large =
        r -> r.image(ImageInput.of(padded(TestImages.png(4, 4), 1_000))).limits(bodyLimit(1_000));

    assertThat(refused(large).remedy())
        .startsWith("the largest image that fits is ")
        .endsWith(" bytes; make it smaller, or set ImageFit.DOWNSCALE");
    assertThat(refused(large.andThen(r -> r.text("a"))).remedy())
        .startsWith("the largest image that fits with this text is ");
    assertThat(
            refused(large.andThen(r -> r.text("a ".repeat(490)).textOverflow(TextOverflow.SEND)))
                .remedy())
        .isEqualTo("shorten the text: it leaves no space for an image");
  }

  /** Writes an image file of a size, always with the same time. */
  private static void write(Path file, int size) throws IOException {
    Files.write(file, Arrays.copyOf(TestImages.png(4, 4), size));
    Files.setLastModifiedTime(file, FileTime.fromMillis(1_700_000_000_000L));
  }

  @Test
  void rejectsAFileRewrittenAfterTheCheck() throws IOException {
    Path file = Files.write(folder.resolve("rewritten.png"), TestImages.png(4, 4));
    PreparedRequest prepared = prepared(r -> r.image(ImageInput.of(file)));
    Files.setLastModifiedTime(file, FileTime.fromMillis(1_000));

    InvalidRequestException refusal =
        assertThrows(InvalidRequestException.class, () -> RequestWriter.write(prepared));
    assertThat(refusal.violations()).extracting(Violation::code).containsExactly("image.changed");
    assertThat(refusal).hasMessageContaining("rewritten.png");
  }

  private static byte[] padded(byte[] image, int bytes) {
    return Arrays.copyOf(image, image.length + bytes);
  }

  private static Limits bodyLimit(int bytes) {
    return Limits.titanMultimodalG1().toBuilder().set(Limit.BODY_BYTES, bytes).build();
  }

  private static PreparedRequest prepared(Consumer<EmbeddingRequest.Builder> fields) {
    EmbeddingRequest.Builder builder = EmbeddingRequest.builder();
    fields.accept(builder);
    return PreparedRequest.of(builder.build(), Runnable::run).join();
  }

  private static byte[] body(Consumer<EmbeddingRequest.Builder> fields) {
    PreparedRequest prepared = prepared(fields);
    return RequestWriter.write(prepared);
  }

  private static String json(Consumer<EmbeddingRequest.Builder> fields) {
    return new String(body(fields), UTF_8);
  }

  private static JsonNode parsed(Consumer<EmbeddingRequest.Builder> fields) throws IOException {
    return JSON.readTree(body(fields));
  }

  private static Violation refused(Consumer<EmbeddingRequest.Builder> fields) {
    return Failures.violations(() -> body(fields)).get(0);
  }
}
