package fluxbridge.prompt.presence;

import java.util.List;

/**
 * A place where a name stands.
 *
 * @param alias the dictionary's spelling
 * @param ids whom it may mean
 * @param genitive whether an ending of the name itself makes it an owner ({@code Annas})
 */
record Mention(int start, int end, String alias, List<String> ids, boolean genitive) {

    Mention {
        ids = List.copyOf(ids);
    }
}
