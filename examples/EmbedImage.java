import io.github.titanembeddings.TitanEmbeddingsClient;
import io.github.titanembeddings.model.EmbeddingResponse;
import io.github.titanembeddings.model.ImageFit;
import io.github.titanembeddings.model.ImageInfo;
import io.github.titanembeddings.model.ImageInput;
import io.github.titanembeddings.testing.TestImages;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** Embeds a picture that is larger than the model takes, and says what was done to it. */
public final class EmbedImage {
  public static void main(String[] args) throws IOException {
    Path photo = args.length > 0 ? Path.of(args[0]) : photo();
    try (TitanEmbeddingsClient titan = TitanEmbeddingsClient.create()) {
      ImageInput image = ImageInput.of(photo);
      EmbeddingResponse response =
          titan.embed(r -> r.image(image).imageFit(ImageFit.DOWNSCALE).outputEmbeddingLength(384));
      System.out.println("dimensions: " + response.embedding().length());
      ImageInfo info = image.probe();
      System.out.println(info.width() + " x " + info.height() + " pixels");
      response
          .adjustment()
          .ifPresent(
              adjustment ->
                  System.out.println(
                      adjustment.changes()
                          + " to "
                          + adjustment.sent().width()
                          + " x "
                          + adjustment.sent().height()));
    }
  }

  private static Path photo() throws IOException {
    Path file = Files.createTempFile("photo", ".jpg");
    file.toFile().deleteOnExit();
    return Files.write(file, TestImages.jpeg(4000, 3000));
  }
}

// Output:
// dimensions: 384
// 4000 x 3000 pixels
// [SCALED] to 2048 x 1536
