import io.github.titanembeddings.TitanEmbeddingsClient;
import io.github.titanembeddings.model.EmbeddingResponse;
import io.github.titanembeddings.model.ImageFit;
import io.github.titanembeddings.model.ImageInfo;
import io.github.titanembeddings.model.ImageInput;
import java.nio.file.Path;

/** Embeds an image that exceeds the model's pixel limit and prints how it was downscaled. */
public final class EmbedImage {
  public static void main(String[] args) {
    Path photo = Path.of(args.length > 0 ? args[0] : "target/example-data/photo.jpg");
    try (TitanEmbeddingsClient titan = TitanEmbeddingsClient.create()) {
      ImageInput image = ImageInput.of(photo);
      ImageInfo info = image.probe();
      System.out.println(info.width() + " x " + info.height() + " pixels");

      EmbeddingResponse response =
          titan.embed(r -> r.image(image).imageFit(ImageFit.DOWNSCALE).outputEmbeddingLength(384));
      System.out.println("dimensions: " + response.embedding().length());
      response
          .adjustment()
          .ifPresent(
              adjustment -> {
                ImageInfo sent = adjustment.sent();
                System.out.println(
                    adjustment.changes() + " to " + sent.width() + " x " + sent.height());
              });
    }
  }
}

// Output:
// 4000 x 3000 pixels
// dimensions: 384
// [SCALED] to 2048 x 1536
