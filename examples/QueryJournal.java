import io.github.titanembeddings.TitanEmbeddingsAsyncClient;
import io.github.titanembeddings.bulk.BulkEmbedder;
import io.github.titanembeddings.bulk.BulkItem;
import io.github.titanembeddings.bulk.BulkOptions;
import io.github.titanembeddings.bulk.Journal;
import io.github.titanembeddings.model.EmbeddingRequest;
import io.github.titanembeddings.model.ImageInput;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;

/** Embeds items with a journal, then finds out with SQL which of them failed. */
public final class QueryJournal {
  public static void main(String[] args) throws IOException, SQLException {
    Path folder = Files.createDirectories(Path.of("target/query-journal"));
    Path file = folder.resolve("items.journal");
    Files.deleteIfExists(file); // starts over
    Files.deleteIfExists(Path.of(file + ".lock"));

    try (TitanEmbeddingsAsyncClient titan = TitanEmbeddingsAsyncClient.create();
        Journal journal = Journal.open(file, titan.modelId())) {
      BulkOptions options = BulkOptions.builder().journal(journal).build();
      BulkEmbedder.of(titan, options).embed(items(folder), outcome -> {});
    }

    // The same works in the sqlite3 shell and in Python, also while a run is writing.
    try (Connection journal = DriverManager.getConnection("jdbc:sqlite:" + file);
        Statement statement = journal.createStatement()) {
      statement.execute(
          "CREATE TEMP VIEW latest AS SELECT * FROM outcomes AS o"
              + " WHERE number = (SELECT max(number) FROM outcomes WHERE key = o.key)");
      print(
          statement,
          "SELECT ifnull(failure, 'embedded'), count(*) FROM latest GROUP BY failure ORDER BY 1");
      print(statement, "SELECT key, failure FROM latest WHERE failure IS NOT NULL ORDER BY key");
      print(statement, "SELECT 'floats per vector', max(length(vector)) / 4 FROM latest");
    }
  }

  private static List<BulkItem> items(Path folder) throws IOException {
    List<BulkItem> items = new ArrayList<>();
    for (int i = 1; i <= 20; i++) {
      items.add(BulkItem.of("text-" + i, EmbeddingRequest.ofText("running shoe of size " + i)));
    }
    for (String name : List.of("invoice", "notes")) {
      Path file = Files.writeString(folder.resolve(name + ".png"), "not an image");
      items.add(BulkItem.of(name, EmbeddingRequest.ofImage(ImageInput.of(file))));
    }
    return items;
  }

  private static void print(Statement statement, String sql) throws SQLException {
    try (ResultSet rows = statement.executeQuery(sql)) {
      while (rows.next()) {
        System.out.println(rows.getString(1) + ": " + rows.getString(2));
      }
    }
  }
}

// Output:
// embedded: 20
// image.unsupported-format: 2
// invoice: image.unsupported-format
// notes: image.unsupported-format
// floats per vector: 1024
