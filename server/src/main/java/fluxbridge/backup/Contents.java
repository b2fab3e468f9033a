package fluxbridge.backup;

import fluxbridge.store.Table;
import fluxbridge.store.Tally;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.JsonNodeFactory;

/**
 * What an archive says of itself, in {@code manifest.json}.
 *
 * @param program the version that wrote it
 * @param engine the database that it was in
 * @param schema the versions of the migrations that made the tables
 */
public record Contents(
        Instant madeAt, String program, String engine, List<Integer> schema, List<Rows> tables, List<Kept> files) {

    static final int FORMAT = 1;

    public Contents {
        schema = List.copyOf(schema);
        tables = List.copyOf(tables);
        files = List.copyOf(files);
    }

    /** A table and what it holds. */
    public record Rows(Table table, Tally tally) {}

    /**
     * A file of the data folder.
     *
     * @param name relative, with slashes
     * @param sha256 in hexadecimal digits
     */
    public record Kept(String name, String sha256) {}

    /** Of all tables. */
    public long rows() {
        return tables.stream().mapToLong(rows -> rows.tally().rows()).sum();
    }

    byte[] json() {
        var json = JsonNodeFactory.instance.objectNode();
        json.put("format", FORMAT);
        json.put("made_at", madeAt.toString());
        json.put("program", program);
        json.put("engine", engine);
        var versions = json.putArray("schema");
        schema.forEach(versions::add);
        var list = json.putArray("tables");
        for (var rows : tables) {
            var item = list.addObject();
            item.put("name", rows.table().name());
            var columns = item.putArray("columns");
            rows.table().columns().forEach(columns::add);
            item.put("rows", rows.tally().rows());
            item.put("sum", rows.tally().sum());
        }
        var kept = json.putArray("files");
        for (var file : files) {
            kept.addObject().put("name", file.name()).put("sha256", file.sha256());
        }
        return JsonMapper.shared().writerWithDefaultPrettyPrinter().writeValueAsBytes(json);
    }

    /** @throws RuntimeException when it is no manifest of this format */
    static Contents read(byte[] bytes) {
        var json = JsonMapper.shared().readTree(bytes);
        if (json.path("format").asInt(0) != FORMAT) {
            throw new IllegalArgumentException("its format is " + json.path("format") + ", not " + FORMAT);
        }
        var schema = new ArrayList<Integer>();
        json.path("schema").forEach(version -> schema.add(version.asInt()));
        var tables = new ArrayList<Rows>();
        json.path("tables").forEach(item -> tables.add(rows(item)));
        var files = new ArrayList<Kept>();
        json.path("files")
                .forEach(item -> files.add(new Kept(
                        item.path("name").asString(), item.path("sha256").asString())));
        return new Contents(
                Instant.parse(json.path("made_at").asString()),
                json.path("program").asString(),
                json.path("engine").asString(),
                schema,
                tables,
                files);
    }

    private static Rows rows(JsonNode item) {
        var columns = new ArrayList<String>();
        item.path("columns").forEach(column -> columns.add(column.asString()));
        return new Rows(
                new Table(item.path("name").asString(), columns),
                new Tally(item.path("rows").asLong(), item.path("sum").asLong()));
    }
}
