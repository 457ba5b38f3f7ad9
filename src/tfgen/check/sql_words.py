"""Words that SQL keeps for itself, by the engines that read the data."""

from __future__ import annotations

from typing import Final

_REDSHIFT: Final = """
    aes128 aes256 all allowoverwrite analyse analyze and any array as asc authorization az64 backup between binary
    blanksasnull both bytedict bzip2 case cast check collate column constraint create credentials cross current_date
    current_time current_timestamp current_user current_user_id default deferrable deflate defrag delta delta32k desc
    disable distinct do else emptyasnull enable encode encrypt encryption end except explicit false for foreign freeze
    from full globaldict256 globaldict64k grant group gzip having identity ignore ilike in initially inner intersect
    interval into is isnull join leading left like limit localtime localtimestamp lun luns lzo lzop minus mostly16
    mostly32 mostly8 natural new not notnull null nulls off offline offset oid old on only open or order outer overlaps
    parallel partition percent permissions pivot placing primary raw readratio recover references rejectlog resort
    respect restore right select session_user similar snapshot some sysdate system table tag tdes text255 text32k then
    timestamp to top trailing true truncatecolumns union unique unnest unpivot user using verbose wallet when where
    with without
"""
REDSHIFT: Final = frozenset(_REDSHIFT.split())
"""Source: https://docs.aws.amazon.com/redshift/latest/dg/r_pg_keywords.html"""

_ATHENA: Final = """
    all alter and array as authorization between bigint binary boolean both by case cashe cast char column commit conf
    constraint create cross cube current current_date current_timestamp cursor database date dayofweek decimal delete
    describe distinct div double drop else end exchange exists extended external extract false fetch float floor
    following for foreign from full function grant group grouping having if import in inner insert int integer
    intersect interval into is join lateral left less like local macro map more none not null numeric of on only or
    order out outer over partialscan partition percent preceding precision preserve primary procedure range reads
    reduce references regexp revoke right rlike rollback rollup row rows select set smallint start table tablesample
    then time timestamp to transform trigger true truncate unbounded union uniquejoin update user using utc_timestamp
    values varchar views when where window with
"""
ATHENA: Final = frozenset(_ATHENA.split())
"""Words to escape in Hive's DDL as Athena reads it.

Source: https://docs.aws.amazon.com/athena/latest/ug/reserved-words.html
"""

_PARTIQL: Final = """
    absolute action add all allocate alter and any are as asc assertion at authorization avg bag begin between bit blob
    bool boolean both by can_cast can_lossless_cast cascade cascaded case cast catalog char character character_length
    char_length check clob close coalesce collate collation column commit connect connection constraint constraints
    continue convert corresponding count create cross current current_date current_time current_timestamp current_user
    cursor date date_add date_diff deallocate dec decimal declare default deferrable deferred delete desc describe
    descriptor diagnostics disconnect distinct domain double drop else end escape except exception exec execute
    exists external extract false fetch first float for foreign found from full get global go goto grant group having
    identity immediate in index indicator initially inner input insensitive insert int integer intersect interval into
    is isolation join key language last left level like limit list local lower match max min missing module names
    national natural nchar next no not null nullif numeric octet_length of on only open option or order outer output
    overlaps pad partial pivot position precision prepare preserve primary prior privileges procedure public read real
    references relative remove restrict revoke right rollback rows schema scroll section select session session_user set
    sexp size smallint some space sql sqlcode sqlerror sqlstate string struct substring sum symbol system_user table
    temporary then time timestamp to transaction translate translation trim true tuple union unique unknown unpivot
    update upper usage user using value values varchar varying view when whenever where with work write zone
"""
PARTIQL: Final = frozenset(_PARTIQL.split())
"""Words that a row filter quotes where they are columns; which ones differs a little between readers of PartiQL.

Source: https://partiql.org/syntax/reserved-keywords-spec-version-2019.html
"""
