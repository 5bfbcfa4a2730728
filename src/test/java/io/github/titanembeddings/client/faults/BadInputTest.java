package io.github.titanembeddings.client.faults;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.github.titanembeddings.exception.InvalidRequestException;
import io.github.titanembeddings.model.EmbeddingRequest;
import io.github.titanembeddings.model.ImageInput;
import io.github.titanembeddings.model.TextOverflow;
import io.github.titanembeddings.support.LibraryThreads;
import io.github.titanembeddings.support.OwnThreadGroup;
import io.github.titanembeddings.support.TestImages;
import io.github.titanembeddings.support.UnreadableFile;
import io.github.titanembeddings.support.client.ClientMode;
import io.github.titanembeddings.support.client.EitherClient;
import io.github.titanembeddings.support.http.FaultyServer;
import io.github.titanembeddings.validation.Violation;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.HexFormat;
import java.util.Map;
import java.util.Objects;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Rejects invalid input with its code, sends nothing, starts no thread, and remains usable. */
@ExtendWith(OwnThreadGroup.class)
class BadInputTest {
  private static final byte[] PNG = TestImages.png(20, 20);
  private static final byte[] JPEG_WITHOUT_FRAME = HexFormat.of().parseHex("ffd8ffe000041234ffd9");
  private static final byte[] HUGE_HEADER =
      HexFormat.of()
          .parseHex(
              "89504e470d0a1a0a0000000d494844520000ea600000ea6008020000000fb0e2150000000049444154");

  private static final int WARM_UP_CALLS = 10;

  @TempDir private static Path folder;
  private static final Map<ClientMode, EitherClient> CLIENTS = new EnumMap<>(ClientMode.class);
  private static FaultyServer server;

  @BeforeAll
  static void start() throws IOException {
    server = new FaultyServer();
    ImageInput image = ImageInput.of(Files.write(folder.resolve("good.png"), PNG));
    for (ClientMode mode : ClientMode.values()) {
      EitherClient titan =
          mode.client(
              builder -> {
                ClientMode.connect(builder, server.endpoint());
                builder.maxConnections(1);
              });
      CLIENTS.put(mode, titan);
      for (int call = 0; call < WARM_UP_CALLS; call++) {
        titan.embed(r -> r.image(image));
      }
    }
  }

  @AfterAll
  static void stop() throws IOException {
    CLIENTS.values().forEach(EitherClient::close);
    server.close();
  }

  /** An input that cannot be sent, and the attempt to send it. */
  private record Row(
      String name,
      String code,
      @Nullable Class<? extends Throwable> cause,
      Consumer<EitherClient> call) {
    private Row(String name, String code, Consumer<EmbeddingRequest.Builder> fields) {
      this(name, code, null, titan -> titan.embed(fields));
    }

    @Override
    public String toString() {
      return name;
    }
  }

  static Stream<Arguments> badInputs() {
    Path unreadable = UnreadableFile.like(folder.resolve("good.png"));
    return Stream.of(
            new Row("nothing", "input.missing", r -> {}),
            new Row("blank text", "input.missing", r -> r.text(" \n")),
            new Row("lone surrogate", "text.lone-surrogate", r -> r.text("a\uD83D")),
            new Row(
                "30 MB of words", "text.too-many-tokens", r -> r.text("word ".repeat(6_000_000))),
            new Row(
                "30 MB sent regardless",
                "body.too-large",
                r -> r.text("a".repeat(30_000_000)).textOverflow(TextOverflow.SEND)),
            new Row(
                "length",
                "embedding-length.not-offered",
                r -> r.text("a").outputEmbeddingLength(512)),
            new Row(
                "no such file",
                "image.not-found",
                NoSuchFileException.class,
                titan -> titan.embed(r -> r.image(ImageInput.of(folder.resolve("x"))))),
            new Row("directory", "image.not-a-file", r -> r.image(ImageInput.of(folder))),
            file("empty file", "image.empty", "empty.png", new byte[0]),
            file(
                "GIF renamed",
                "image.unsupported-format",
                "gif.jpg",
                "GIF89a\u0001".getBytes(ISO_8859_1)),
            file("PNG cut in the header", "image.truncated", "cut.png", Arrays.copyOf(PNG, 20)),
            file("JPEG without a frame", "image.corrupt", "frameless.jpg", JPEG_WITHOUT_FRAME),
            file("huge header", "image.too-many-pixels", "huge.png", HUGE_HEADER),
            file("too large", "image.too-large", "large.png", Arrays.copyOf(PNG, 26_214_401)),
            file(
                "too large for the body",
                "body.too-large",
                "body.png",
                Arrays.copyOf(PNG, 18_750_000)),
            new Row(
                "unreadable file",
                "image.access-denied",
                AccessDeniedException.class,
                titan -> titan.embed(r -> r.image(ImageInput.of(unreadable)))),
            new Row("empty array", "image.empty", r -> r.image(ImageInput.of(new byte[0]))),
            new Row(
                "huge array", "image.too-many-pixels", r -> r.image(ImageInput.of(HUGE_HEADER))),
            new Row(
                "empty stream",
                "image.empty",
                r -> r.image(ImageInput.of(new ByteArrayInputStream(new byte[0])))),
            new Row("not base64", "image.bad-base64", r -> r.image(ImageInput.fromBase64("?"))),
            new Row(
                "not a data URI", "image.bad-data-uri", r -> r.image(ImageInput.fromDataUri("?"))))
        .flatMap(row -> Stream.of(ClientMode.values()).map(mode -> Arguments.of(mode, row)));
  }

  private static Row file(String name, String code, String fileName, byte[] content) {
    return new Row(
        name,
        code,
        request -> {
          try {
            request.image(ImageInput.of(Files.write(folder.resolve(fileName), content)));
          } catch (IOException e) {
            throw new UncheckedIOException(e);
          }
        });
  }

  @ParameterizedTest(name = "{0} {1}")
  @MethodSource("badInputs")
  void rejectsBadInputBeforeSending(ClientMode mode, Row row) {
    EitherClient titan = Objects.requireNonNull(CLIENTS.get(mode));
    server.behave(FaultyServer::good);
    LibraryThreads threads = new LibraryThreads();
    InvalidRequestException refusal =
        assertThrows(InvalidRequestException.class, () -> row.call.accept(titan));

    assertThat(refusal.violations())
        .singleElement()
        .satisfies(
            violation -> {
              assertThat(violation.code()).isEqualTo(row.code);
              assertThat(violation.severity()).isEqualTo(Violation.Severity.ERROR);
              assertThat(violation.actual()).isNotBlank();
              assertThat(violation.remedy()).isNotBlank();
            });
    if (row.cause == null) {
      assertThat(refusal).hasNoCause();
    } else {
      assertThat(refusal).hasCauseInstanceOf(row.cause);
    }
    assertThat(refusal.getMessage()).hasSizeLessThan(1_000);
    assertThat(server.requests()).isZero();
    titan.embed(r -> r.text("after"));
    assertThat(server.requests()).isEqualTo(1);
    threads.assertNoneAdded();
  }
}
