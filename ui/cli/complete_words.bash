# What the completion of tuar needs of the package bash-completion, where that is not installed: the words of the command line
# without = and : as breaks between words, and their removal from what is inserted.
if ! declare -F _get_comp_words_by_ref >/dev/null; then
    _get_comp_words_by_ref()
    {
        local i line=$COMP_LINE word
        words=() cword=0
        for ((i = 0; i <= COMP_CWORD; i++)); do
            word=${COMP_WORDS[i]-}
            # Glue what = and : have parted, but for words that stand apart in the line.
            if ((i > 0)) && [[ ($word == [=:]* || ${words[cword]} == *[=:]) && $line != [[:space:]]* ]]; then
                words[cword]+=$word
            else
                ((i == 0)) || ((cword++))
                words[cword]=$word
            fi
            while [[ $line == [[:space:]]* && -n $line ]]; do line=${line#?}; done
            line=${line#"$word"}
        done
        cur=${words[cword]}
        prev=${words[cword - (cword > 0)]}
    }
fi
if ! declare -F __ltrim_colon_completions >/dev/null; then
    __ltrim_colon_completions()
    {
        [[ $1 == *:* && $COMP_WORDBREAKS == *:* ]] || return 0
        local colons=${1%"${1##*:}"} i
        for ((i = 0; i < ${#COMPREPLY[@]}; i++)); do COMPREPLY[i]=${COMPREPLY[i]#"$colons"}; done
    }
fi
