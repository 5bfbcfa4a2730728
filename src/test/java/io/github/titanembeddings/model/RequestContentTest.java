package io.github.titanembeddings.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.github.titanembeddings.exception.InvalidRequestException;
import io.github.titanembeddings.storage.LocalObjectStore;
import io.github.titanembeddings.testing.TestImages;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.Base64;
import java.util.List;
import java.util.concurrent.CompletionException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RequestContentTest {
  private static final byte[] PICTURE = TestImages.png(8, 8);

  @TempDir private Path folder;

  private static RequestContent content(EmbeddingRequest.Builder request) {
    return request.build().content(Runnable::run).join();
  }

  private static RequestContent content(ImageInput image) {
    return content(EmbeddingRequest.builder().image(image));
  }

  @Test
  void theSameBytesAreTheSameContentFromWherever() throws IOException {
    Path file = Files.write(folder.resolve("a.png"), PICTURE);
    Path copy = Files.write(folder.resolve("b.jpg"), PICTURE);
    List<ImageInput> images =
        List.of(
            ImageInput.of(file),
            ImageInput.of(copy),
            ImageInput.of(PICTURE),
            ImageInput.of(new ByteArrayInputStream(PICTURE)),
            ImageInput.fromBase64(Base64.getEncoder().encodeToString(PICTURE)),
            ImageInput.fromS3(LocalObjectStore.of("bucket", folder), "s3://bucket/a.png"));

    assertThat(images)
        .allSatisfy(
            image ->
                assertThat(content(image).sha256()).isEqualTo(content(images.get(0)).sha256()));
  }

  @Test
  void whatAsksForAnotherVectorIsOtherContent() {
    List<EmbeddingRequest.Builder> requests =
        List.of(
            EmbeddingRequest.builder().text("shoe"),
            EmbeddingRequest.builder().text("shoes"),
            EmbeddingRequest.builder().text("shoe").outputEmbeddingLength(256),
            EmbeddingRequest.builder().image(ImageInput.of(PICTURE)),
            EmbeddingRequest.builder().image(ImageInput.of(TestImages.png(9, 8))),
            EmbeddingRequest.builder().text("shoe").image(ImageInput.of(PICTURE)));

    assertThat(
            requests.stream()
                .map(request -> Base64.getEncoder().encodeToString(content(request).sha256())))
        .doesNotHaveDuplicates()
        .allSatisfy(hash -> assertThat(hash).hasSize(44));
  }

  @Test
  void howItIsFittedAndWhetherTheDefaultLengthIsSaidDoesNotCount() {
    byte[] plain = content(EmbeddingRequest.builder().text("shoe")).sha256();

    assertThat(
            content(
                    EmbeddingRequest.builder()
                        .text("shoe")
                        .outputEmbeddingLength(1024)
                        .textOverflow(TextOverflow.TRUNCATE)
                        .imageFit(ImageFit.DOWNSCALE))
                .sha256())
        .isEqualTo(plain);
  }

  @Test
  void aFileThatIsWrittenToSinceIsNotSent() throws IOException {
    Path file = Files.write(folder.resolve("a.png"), PICTURE);
    EmbeddingRequest held = content(ImageInput.of(file)).request();
    assertThat(held.prepare(Runnable::run).join().openImage().readAllBytes()).isEqualTo(PICTURE);
    assertThat(held.image().orElseThrow().byteCount(Runnable::run).join()).hasValue(PICTURE.length);
    assertThat(held).asString().contains(file.toString());
    Files.write(file, TestImages.png(9, 9));
    Files.setLastModifiedTime(file, FileTime.fromMillis(0));

    assertThatExceptionOfType(IOException.class)
        .isThrownBy(() -> held.prepare(Runnable::run).join().openImage());
  }

  @Test
  void aStreamIsReadOnce() throws IOException {
    EmbeddingRequest held = content(ImageInput.of(new ByteArrayInputStream(PICTURE))).request();

    assertThat(held.prepare(Runnable::run).join().openImage().readAllBytes()).isEqualTo(PICTURE);
  }

  @Test
  void anImageThatIsNotThereFails() {
    EmbeddingRequest request = EmbeddingRequest.ofImage(ImageInput.of(folder.resolve("none.png")));

    assertThatExceptionOfType(CompletionException.class)
        .isThrownBy(() -> request.content(Runnable::run).join())
        .withCauseInstanceOf(InvalidRequestException.class)
        .withMessageContaining("none.png");
  }
}
