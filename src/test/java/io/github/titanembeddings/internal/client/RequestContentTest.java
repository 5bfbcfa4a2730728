package io.github.titanembeddings.internal.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.github.titanembeddings.exception.InvalidRequestException;
import io.github.titanembeddings.model.EmbeddingRequest;
import io.github.titanembeddings.model.ImageFit;
import io.github.titanembeddings.model.ImageInput;
import io.github.titanembeddings.model.ModelRequest;
import io.github.titanembeddings.model.TextOverflow;
import io.github.titanembeddings.model.internal.PreparedRequest;
import io.github.titanembeddings.storage.LocalObjectStore;
import io.github.titanembeddings.support.TestImages;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.Base64;
import java.util.List;
import java.util.Objects;
import java.util.OptionalLong;
import java.util.concurrent.CompletionException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RequestContentTest {
  private static final byte[] IMAGE = TestImages.png(8, 8);

  @TempDir private Path folder;

  private static RequestContent content(EmbeddingRequest.Builder request) {
    return RequestContent.of(request.build(), Runnable::run).join();
  }

  private static RequestContent content(ImageInput image) {
    return content(EmbeddingRequest.builder().image(image));
  }

  @Test
  void hashesEqualBytesOfAnySourceEqually() throws IOException {
    Path file = Files.write(folder.resolve("a.png"), IMAGE);
    Path copy = Files.write(folder.resolve("b.jpg"), IMAGE);
    List<ImageInput> images =
        List.of(
            ImageInput.of(file),
            ImageInput.of(copy),
            ImageInput.of(IMAGE),
            ImageInput.of(new ByteArrayInputStream(IMAGE)),
            ImageInput.fromBase64(Base64.getEncoder().encodeToString(IMAGE)),
            ImageInput.fromS3(LocalObjectStore.of("bucket", folder), "s3://bucket/a.png"));

    assertThat(images)
        .allSatisfy(
            image ->
                assertThat(content(image).sha256()).isEqualTo(content(images.get(0)).sha256()));
  }

  @Test
  void hashesRequestsForDifferentVectorsDifferently() {
    List<EmbeddingRequest.Builder> requests =
        List.of(
            EmbeddingRequest.builder().text("shoe"),
            EmbeddingRequest.builder().text("shoes"),
            EmbeddingRequest.builder().text("shoe").outputEmbeddingLength(256),
            EmbeddingRequest.builder().image(ImageInput.of(IMAGE)),
            EmbeddingRequest.builder().image(ImageInput.of(TestImages.png(9, 8))),
            EmbeddingRequest.builder().text("shoe").image(ImageInput.of(IMAGE)));

    assertThat(
            requests.stream()
                .map(request -> Base64.getEncoder().encodeToString(content(request).sha256())))
        .doesNotHaveDuplicates()
        .allSatisfy(hash -> assertThat(hash).hasSize(44));
  }

  @Test
  void ignoresPoliciesAndTheExplicitDefaultLength() {
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
  void rejectsAChangedFile() throws IOException {
    Path file = Files.write(folder.resolve("a.png"), IMAGE);
    ModelRequest held = content(ImageInput.of(file)).request();
    assertThat(open(held).readAllBytes()).isEqualTo(IMAGE);
    assertThat(RequestContent.imageBytes(held).join()).hasValue(IMAGE.length);
    assertThat(held).asString().contains(file.toString());
    Files.write(file, TestImages.png(9, 9));
    Files.setLastModifiedTime(file, FileTime.fromMillis(0));

    assertThatExceptionOfType(IOException.class).isThrownBy(() -> open(held));
  }

  @Test
  void readsAStreamOnce() throws IOException {
    ModelRequest held = content(ImageInput.of(new ByteArrayInputStream(IMAGE))).request();

    assertThat(open(held).readAllBytes()).isEqualTo(IMAGE);
  }

  @Test
  void failsForAMissingImage() {
    EmbeddingRequest request = EmbeddingRequest.ofImage(ImageInput.of(folder.resolve("none.png")));

    assertThatExceptionOfType(CompletionException.class)
        .isThrownBy(() -> RequestContent.of(request, Runnable::run).join())
        .withCauseInstanceOf(InvalidRequestException.class)
        .withMessageContaining("none.png");
  }

  @Test
  void knowsTheSizeOfImagesOtherThanStreams() throws IOException {
    Path file = Files.write(folder.resolve("a.png"), IMAGE);

    assertThat(imageBytes(ImageInput.of(file))).hasValue(IMAGE.length);
    assertThat(imageBytes(ImageInput.of(IMAGE))).hasValue(IMAGE.length);
    assertThat(imageBytes(ImageInput.of(new ByteArrayInputStream(IMAGE)))).isEmpty();
    assertThat(RequestContent.imageBytes(EmbeddingRequest.ofText("a")).join()).hasValue(0);
  }

  private static OptionalLong imageBytes(ImageInput image) {
    return RequestContent.imageBytes(EmbeddingRequest.ofImage(image)).join();
  }

  private static InputStream open(ModelRequest request) throws IOException {
    return Objects.requireNonNull(PreparedRequest.of(request, Runnable::run).join().image())
        .data()
        .open();
  }
}
